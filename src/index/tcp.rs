//! stub
use crate::store::{Flow, Piece, TcpSegment};
use crate::base::id::FrameId;
#[derive(Default)]
pub struct Assembler {}
impl Assembler {
    pub fn needs_rebuild(&self) -> bool { false }
    pub fn segment(&mut self, _f: &mut Flow, _d: usize, _s: &TcpSegment, _id: FrameId) {}
    pub fn finish(&mut self, _f: &mut Flow) {}
    pub fn rebuild(&mut self, _f: &mut Flow, _s: &[(FrameId, usize, TcpSegment)]) -> [Vec<Piece>; 2] { Default::default() }
}
