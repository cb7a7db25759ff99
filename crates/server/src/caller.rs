//! A small HTTP client on one kept connection, for measuring a server and for its tests.

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// The server did not answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// No connection.
    #[error("cannot connect to {address}: {reason}")]
    Connect {
        /// Host and port.
        address: String,
        /// What the system said.
        reason: std::io::Error,
    },
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Broken(#[from] hyper::Error),
    /// The request cannot be written.
    #[error("the request cannot be written: {0}")]
    Request(#[from] hyper::http::Error),
}

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The body.
    pub body: Bytes,
}

/// One connection that sends requests one after the other.
pub struct Caller {
    sender: SendRequest<Full<Bytes>>,
    host: String,
}

impl Caller {
    /// Connects to `host:port`.
    ///
    /// # Errors
    /// When nobody listens there.
    pub async fn connect(address: &str) -> Result<Self, CallError> {
        let stream = TcpStream::connect(address)
            .await
            .map_err(|reason| CallError::Connect { address: address.to_owned(), reason })?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // The connection lives as long as its sender; what breaks it is told to the next request.
        tokio::spawn(async move {
            let _ = connection.await;
        });
        Ok(Self { sender, host: address.to_owned() })
    }

    /// Sends a request, with a JSON body unless it is empty, and with a bearer token where one is given.
    ///
    /// # Errors
    /// When the connection broke before the answer was whole.
    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: String,
    ) -> Result<Answer, CallError> {
        self.sender.ready().await?;
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, &self.host);
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let response = self.sender.send_request(request.body(Full::new(Bytes::from(body)))?).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        Ok(Answer { status, body })
    }

    /// Sends a `GET`.
    ///
    /// # Errors
    /// When the connection broke before the answer was whole.
    pub async fn get(&mut self, path: &str) -> Result<Answer, CallError> {
        self.send(Method::GET, path, None, String::new()).await
    }
}
