//! What the index of an application over UDP is told of its conversation.

use crate::store::{Flow, Message};

/// What an application's index hears while datagrams come, and what it makes known.
pub trait Listener: Send {
    /// Bytes of the connection IDs in what `direction` sends, once known.
    fn id_len(&self, direction: usize) -> Option<usize>;
    /// Message `index` of `direction` came; `bytes` is what was captured of it, header included.
    fn message(&mut self, direction: usize, index: usize, message: &Message, bytes: &[u8]);
    /// Puts what it knows into the flow that is about to be published.
    fn publish(&mut self, flow: &mut Flow);
}
