//! Messages, kept in the same transaction as the booking or the suggested change they are about.

use core::fmt;

use domain::Instant;

/// The longest wait before a message is tried again, in minutes. One that waits for longer was written before the clock was
/// set back, and is taken at once.
pub const LONGEST_WAIT: i64 = 60;

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    /// By email.
    Email,
    /// By text message to a phone.
    Text,
}

impl Channel {
    /// The channel as it stands in the database.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Text => "text",
        }
    }

    /// Reads what [`Channel::as_str`] wrote.
    pub(crate) fn from_kept(text: &str) -> Option<Self> {
        [Self::Email, Self::Text].into_iter().find(|channel| channel.as_str() == text)
    }
}

/// A message to one family, or to whoever keeps a listing.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// A random UUID. It is also the left half of the email's `Message-ID`, so that a message handed over twice
    /// is seen to be the same.
    pub id: String,
    /// How it travels.
    pub channel: Channel,
    /// An email address, or a UK phone number in national form.
    pub recipient: String,
    /// The subject line; empty for a text message.
    pub subject: String,
    /// The words, as plain text.
    pub text: String,
    /// The same words as HTML, for email.
    pub html: Option<String>,
    /// An iCalendar file to go with it (RFC 5545).
    pub calendar: Option<String>,
}

impl fmt::Debug for Message {
    // Names and contact details never reach a log line, and the words hold both.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("id", &self.id)
            .field("channel", &self.channel)
            .finish_non_exhaustive()
    }
}

/// A message to hand over now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueMessage {
    /// The message.
    pub message: Message,
    /// How many times it has been taken to be handed over, this time included: 1 the first time.
    pub attempts: u32,
    /// When it was written.
    pub created_at: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_never_prints_whom_it_is_for_or_what_it_says() {
        let message = Message {
            id: "1".to_owned(),
            channel: Channel::Email,
            recipient: "secret".to_owned(),
            subject: "secret".to_owned(),
            text: "secret".to_owned(),
            html: Some("secret".to_owned()),
            calendar: Some("secret".to_owned()),
        };
        assert!(!format!("{message:?}").contains("secret"));
    }

    #[test]
    fn a_channel_reads_back() {
        for channel in [Channel::Email, Channel::Text] {
            assert_eq!(Channel::from_kept(channel.as_str()), Some(channel));
        }
        assert_eq!(Channel::from_kept("pigeon"), None);
    }
}
