//! `-z follow,http`: the messages of HTTP in a stream, heads and bodies apart, codings taken off.

use super::follow::{self, Follow, Stream};
use super::{End, Needs, Tap};
use crate::cli::fault::Fault;
use crate::dissect::{Dissector, Registry};
use crate::document::follow::{Chunk, Followed};
use crate::field::{FieldId, FieldSet};
use crate::statistics::layers::{Kind, Layer, Reader};
use crate::store::{Conversation, Endpoint};

#[derive(Debug)]
struct FollowHttp {
    follow: Follow,
    reader: Reader,
    layers: Vec<Layer>,
    http: Option<FieldId>,
    body: Vec<FieldId>,
    /// Chunks, and which end of the conversation sent each.
    found: Vec<Chunk>,
    ends: Option<[Endpoint; 2]>,
}

pub fn start(text: &str, registry: &'static Registry) -> Result<Box<dyn Tap>, Fault> {
    let follow = follow::parse(crate::document::follow::Kind::Tcp, text)?;
    Ok(Box::new(FollowHttp {
        follow,
        reader: Reader::new(registry),
        layers: Vec::new(),
        http: registry.protocol("http").map(|l| l.root),
        body: registry.named("http.file_data").to_vec(),
        found: Vec::new(),
        ends: None,
    }))
}

impl FollowHttp {
    fn is_meant(&self, conversation: &Conversation) -> bool {
        match &self.follow.stream {
            Stream::Number(number) => conversation.stream == *number,
            Stream::Ends(a, b) => {
                let is =
                    |end: &Endpoint, s: &std::net::SocketAddr| end.ip() == s.ip() && end.port == s.port();
                let [x, y] = &conversation.ends;
                (is(x, a) && is(y, b)) || (is(x, b) && is(y, a))
            }
        }
    }
}

impl Tap for FollowHttp {
    fn needs(&self) -> Option<Needs> {
        let mut fields: FieldSet = self.body.iter().chain(&self.http).copied().collect();
        fields.merge(&self.reader.needs());
        Some(Needs { fields, ..Needs::default() })
    }

    fn frame(&mut self, d: &Dissector<'_>) {
        let conversation = d.meta().conversation().and_then(|c| d.capture().conversation(c));
        let Some(conversation) = conversation.filter(|c| self.is_meant(c)) else { return };
        self.reader.layers(d, &mut self.layers);
        let Some(tcp) = self.layers.iter().rev().find(|l| l.kind == Kind::Tcp) else { return };
        let [a, b] = conversation.ends;
        let is_first = tcp.source.port == a.port && tcp.source.address.to_string() == a.ip().to_string();
        self.ends = Some([a, b]);
        let nodes = d.tree.nodes();
        for (at, node) in nodes.iter().enumerate().filter(|(_, n)| n.depth == 0 && Some(n.field) == self.http)
        {
            let bytes = d.sources.at(node.span);
            let body = nodes.get(at..node.end as usize).unwrap_or(&[]);
            let body = body.iter().find(|n| self.body.contains(&n.field));
            let body = body.map(|n| d.tree.value_bytes(n, &d.sources));
            let head_len = bytes.windows(4).position(|w| w == b"\r\n\r\n").map_or(bytes.len(), |p| p + 4);
            let head = bytes.get(..head_len).unwrap_or(&[]);
            for part in [Some(head), body].into_iter().flatten().filter(|p| !p.is_empty()) {
                let node = usize::from(!is_first);
                self.found.push(Chunk { node, frame: d.frame_id(), bytes: part.to_vec(), missing: 0 });
            }
        }
    }

    fn print(&mut self, end: &End<'_>, out: &mut String) {
        let mut followed = Followed { chunks: std::mem::take(&mut self.found), ..Followed::default() };
        let first = followed.chunks.first().map_or(0, |c| c.node);
        followed.chunks.iter_mut().for_each(|c| c.node = usize::from(c.node != first));
        followed.nodes = self.ends.map(|[a, b]| if first == 0 { [a, b] } else { [b, a] });
        self.follow.report("http", followed, end.capture, out);
    }
}
