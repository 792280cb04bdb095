//! The columns of the frame list as the user arranged them: kept in the settings. Not here: what a
//! column shows (`document::columns`), painting them (`packet_list`).

use eframe::egui::Align;
use serde::{Deserialize, Serialize};

use super::model::RowView;
use crate::document::columns::{Content, FIXED};
use crate::proto;

/// Where texts stand in a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Numbers at the right, all else at the left.
    #[default]
    Auto,
    Left,
    Center,
    Right,
}

/// A column of the frame list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Column {
    pub title: String,
    /// What it shows: Wireshark's code, `%t` or `%Cus:tcp.window_size`.
    pub content: String,
    /// Logical px; by its texts, if the user has not set one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<f32>,
    pub align: Side,
    pub hidden: bool,
}

/// Narrowest and widest column, logical px.
pub const WIDTHS: (f32, f32) = (24.0, 1200.0);
/// Columns a list may have.
pub const COLUMNS_MAX: usize = 64;

impl Column {
    /// A column that shows this, with its own title.
    pub fn new(content: &Content) -> Self {
        Self { title: content.title(proto::registry()), content: content.code(), ..Self::default() }
    }

    /// What it shows; `None` if the settings hold a code that nobody knows.
    pub fn shows(&self) -> Option<Content> {
        Content::of_code(&self.content)
    }

    /// Where its texts stand.
    pub fn alignment(&self) -> Align {
        match self.align {
            Side::Left => Align::Min,
            Side::Center => Align::Center,
            Side::Right => Align::Max,
            Side::Auto => match self.shows() {
                Some(content) if content.is_number(proto::registry()) => Align::Max,
                _ => Align::Min,
            },
        }
    }
}

/// The columns that the list begins with.
pub fn standard() -> Vec<Column> {
    FIXED.iter().map(|(content, ..)| Column::new(content)).collect()
}

/// Columns read from a file: at most as many as may be, unknown ones left out, never none.
pub fn checked(columns: Vec<Column>) -> Vec<Column> {
    let mut columns: Vec<Column> = columns.into_iter().filter(|c| c.shows().is_some()).collect();
    columns.truncate(COLUMNS_MAX);
    for column in &mut columns {
        column.width = column.width.filter(|w| w.is_finite()).map(|w| w.clamp(WIDTHS.0, WIDTHS.1));
    }
    if columns.iter().all(|c| c.hidden) { standard() } else { columns }
}

/// A column in sight: which of the settings' it is, and which of a row's fields it shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub index: usize,
    pub content: Content,
    /// Into [`RowView::fields`].
    pub field: usize,
    pub align: Align,
}

/// The columns in sight, in order.
pub fn shown(columns: &[Column]) -> Vec<Shown> {
    let mut fields = 0;
    let visible = columns.iter().enumerate().filter(|(_, column)| !column.hidden);
    let shown = visible.filter_map(|(index, column)| {
        let content = column.shows()?;
        let field = fields;
        fields += usize::from(matches!(content, Content::Field(_)));
        Some(Shown { index, content, field, align: column.alignment() })
    });
    shown.collect()
}

/// The fields whose values rows must have, in the order of [`Shown::field`].
pub fn fields(columns: &[Column]) -> Vec<String> {
    let name = |shown: Shown| match shown.content {
        Content::Field(name) => Some(name),
        _ => None,
    };
    shown(columns).into_iter().filter_map(name).collect()
}

impl Shown {
    /// The row's text in this column.
    pub fn text(&self, row: &RowView) -> String {
        match &self.content {
            Content::Number => row.number.to_string(),
            Content::Time => row.time.clone(),
            Content::Source => row.source.clone(),
            Content::Destination => row.destination.clone(),
            Content::Protocol => row.protocol.clone(),
            Content::Length => row.len_bytes.to_string(),
            Content::Info => row.info.clone(),
            Content::Field(_) => row.fields.get(self.field).cloned().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_columns_ask_for_nothing() {
        let mut columns = standard();
        let field = |name: &str| Column::new(&Content::Field(name.into()));
        columns.insert(2, field("tcp.len"));
        columns.push(field("tcp.seq"));
        assert_eq!(fields(&columns), ["tcp.len", "tcp.seq"]);
        columns[2].hidden = true;
        assert_eq!(fields(&columns), ["tcp.seq"]);
        let row = RowView { fields: vec!["77".into()], ..RowView::default() };
        assert_eq!(shown(&columns).last().map(|s| s.text(&row)).as_deref(), Some("77"));
    }

    #[test]
    fn a_strange_file_leaves_something_to_see() {
        let odd = Column { content: "%Q".into(), ..Column::default() };
        assert_eq!(checked(vec![odd.clone()]), standard());
        let wide = Column { width: Some(f32::NAN), ..Column::new(&Content::Info) };
        assert_eq!(checked(vec![odd, wide]), [Column::new(&Content::Info)]);
    }

    #[test]
    fn numbers_stand_at_the_right() {
        let mut number = Column::new(&Content::Length);
        assert_eq!(number.alignment(), Align::Max);
        number.align = Side::Left;
        assert_eq!(number.alignment(), Align::Min);
        assert_eq!(Column::new(&Content::Info).alignment(), Align::Min);
    }
}
