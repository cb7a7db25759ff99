//! A real mail server on a port of its own (RFC 5321, 3207, 4954), which takes, refuses, stalls and drops as it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use server::outbox::{Delivery, Smtp};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::harness::{fixture, sender};

/// What the server does with one message. `at` is a command, or `.` for the end of the message.
#[derive(Clone, Copy, Debug)]
pub enum Manner {
    /// Answers this instead.
    Answer { at: &'static str, with: &'static str },
    /// Never answers.
    Stall { at: &'static str },
    /// Ends the connection without an answer.
    Drop { at: &'static str },
}

/// How the server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// In the clear, to everybody.
    None,
    /// In TLS after STARTTLS, to those who log in as `sam` with `hunter2`.
    StartTls,
    /// In TLS from the first byte, to those who log in.
    Wrapped,
}

/// A message that came whole.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The line that named its recipient.
    pub to: String,
    /// Headers and body.
    pub text: String,
    /// Whether it came in TLS, from somebody who had logged in.
    pub safe: bool,
    /// Whether the server took it: else it was told something else, or nothing.
    pub taken: bool,
}

impl Letter {
    pub fn message_id(&self) -> &str {
        self.text.lines().find(|line| line.starts_with("Message-ID: ")).unwrap()
    }
}

pub struct MailServer {
    pub port: u16,
    pub letters: mpsc::UnboundedReceiver<Letter>,
}

struct Desk {
    safety: Safety,
    /// What is done with the next messages; those after are taken.
    manners: Mutex<VecDeque<Manner>>,
    came: mpsc::UnboundedSender<Letter>,
}

impl MailServer {
    pub async fn start(safety: Safety, manners: &[Manner]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (came, letters) = mpsc::unbounded_channel();
        let desk = Arc::new(Desk { safety, manners: Mutex::new(manners.iter().copied().collect()), came });
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(desk.clone(), stream));
            }
        });
        Self { port, letters }
    }

    /// The way to it, with the root certificate of its own where it needs one.
    pub fn settings(&self) -> Smtp {
        let url = format!("smtp://127.0.0.1:{}", self.port);
        Smtp { url, root_certificate: None, timeout: Duration::from_millis(400) }
    }

    pub fn delivery(&self) -> Delivery {
        Delivery::smtp(&self.settings(), sender()).unwrap()
    }
}

async fn answer(desk: Arc<Desk>, stream: TcpStream) {
    let acceptor = (desk.safety != Safety::None).then(acceptor);
    match (desk.safety, acceptor) {
        (Safety::Wrapped, Some(acceptor)) => {
            // Somebody who does not trust the certificate goes away here.
            let Ok(stream) = acceptor.accept(stream).await else { return };
            Talk::new(desk, stream, true).run("220 test\r\n").await;
        }
        (Safety::StartTls, Some(acceptor)) => {
            let Some(stream) = Talk::new(desk.clone(), stream, false).run("220 test\r\n").await else {
                return;
            };
            let Ok(stream) = acceptor.accept(stream).await else { return };
            Talk::new(desk, stream, true).run("").await;
        }
        _ => {
            Talk::new(desk, stream, false).run("220 test\r\n").await;
        }
    }
}

fn acceptor() -> TlsAcceptor {
    let folder = fixture().join("tls");
    let certificate = CertificateDer::from_pem_file(folder.join("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join("server.key")).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// One connection.
struct Talk<S> {
    desk: Arc<Desk>,
    stream: BufReader<S>,
    is_secure: bool,
    is_known: bool,
    manner: Option<Manner>,
    to: String,
    text: String,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Talk<S> {
    fn new(desk: Arc<Desk>, stream: S, is_secure: bool) -> Self {
        let is_known = desk.safety == Safety::None;
        let stream = BufReader::new(stream);
        Self { desk, stream, is_secure, is_known, manner: None, to: String::new(), text: String::new() }
    }

    /// Gives the stream back when the client asks for TLS on it.
    async fn run(mut self, greeting: &str) -> Option<S> {
        self.stream.write_all(greeting.as_bytes()).await.ok()?;
        let mut in_data = false;
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            let line = line.trim_end_matches(['\r', '\n']);
            if in_data && line != "." {
                self.text.push_str(line);
                self.text.push('\n');
                continue;
            }
            let command = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
            if command == "MAIL" {
                self.manner = self.desk.manners.lock().unwrap().pop_front();
            }
            let reply = match self.manner {
                Some(Manner::Answer { at, with }) if at == command => with.to_owned(),
                Some(Manner::Stall { at }) if at == command => {
                    self.tell(&command, false);
                    // Until the client has had enough.
                    let _ = self.stream.read_line(&mut String::new()).await;
                    return None;
                }
                Some(Manner::Drop { at }) if at == command => {
                    self.tell(&command, false);
                    return None;
                }
                _ => self.usual(&command, line),
            };
            in_data = reply.starts_with("354");
            self.tell(&command, reply.starts_with('2'));
            self.stream.write_all(format!("{reply}\r\n").as_bytes()).await.ok()?;
            self.stream.flush().await.ok()?;
            if command == "STARTTLS" && reply.starts_with("220") {
                return Some(self.stream.into_inner());
            }
        }
    }

    /// What a server answers that has nothing against anybody.
    fn usual(&mut self, command: &str, line: &str) -> String {
        let is_safe = self.desk.safety != Safety::None;
        match command {
            "EHLO" if is_safe && !self.is_secure => "250-test\r\n250 STARTTLS".to_owned(),
            "EHLO" if is_safe => "250-test\r\n250 AUTH PLAIN".to_owned(),
            "STARTTLS" => "220 go on".to_owned(),
            "AUTH" => {
                // The name and the password of RFC 4616, in base 64: a NUL, sam, a NUL, hunter2.
                self.is_known = self.is_secure && line == "AUTH PLAIN AHNhbQBodW50ZXIy";
                if self.is_known { "235 welcome" } else { "535 who are you?" }.to_owned()
            }
            "MAIL" | "RCPT" | "DATA" if !self.is_known => "530 log in first".to_owned(),
            "RCPT" => {
                self.to = line.to_owned();
                "250 ok".to_owned()
            }
            "DATA" => "354 go on".to_owned(),
            "QUIT" => "221 bye".to_owned(),
            _ => "250 ok".to_owned(),
        }
    }

    /// Tells the test of a message that has come whole.
    fn tell(&mut self, command: &str, taken: bool) {
        if command != "." {
            return;
        }
        let (to, text) = (std::mem::take(&mut self.to), std::mem::take(&mut self.text));
        let _ = self.desk.came.send(Letter { to, text, safe: self.is_secure && self.is_known, taken });
    }
}
