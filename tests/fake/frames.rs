//! The frames of the capture, and one of them taken apart.

use wirelens::gui::icons::Icon;
use wirelens::gui::model::*;
use wirelens::gui::theme::RowTint;

fn row(
    time: &str,
    server: bool,
    protocol: &str,
    len: u64,
    info: &str,
    tint: RowTint,
    tls: Option<TlsState>,
) -> RowView {
    let (client, srv) = ("192.168.11.2".to_owned(), "192.168.11.1".to_owned());
    let (source, destination) = if server { (srv, client) } else { (client, srv) };
    RowView {
        number: 0,
        time: time.into(),
        source,
        destination,
        protocol: protocol.into(),
        len_bytes: len,
        info: info.into(),
        tint,
        tls,
        ..RowView::default()
    }
}

pub fn rows() -> Vec<RowView> {
    use RowTint::{BadTcp, Rst, Tcp, TcpSynFin, Tls};
    let mut rows = vec![
        row(
            "0.000000",
            false,
            "TCP",
            74,
            "51900 → 12345 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 SACK_PERM TSval=1245099115 TSecr=0 WS=1024",
            TcpSynFin,
            None,
        ),
        row(
            "0.000032",
            true,
            "TCP",
            74,
            "12345 → 51900 [SYN, ACK] Seq=0 Ack=1 Win=65160 Len=0 MSS=1460 SACK_PERM TSval=1443511794 TSecr=1245099115 WS=1024",
            TcpSynFin,
            None,
        ),
        row(
            "0.000054",
            false,
            "TCP",
            66,
            "51900 → 12345 [ACK] Seq=1 Ack=1 Win=64512 Len=0 TSval=1245099115 TSecr=1443511794",
            Tcp,
            None,
        ),
        row("0.000611", false, "TLSv1.2", 138, "Client Hello", Tls, Some(TlsState::Handshake)),
        row(
            "0.000623",
            true,
            "TCP",
            66,
            "12345 → 51900 [ACK] Seq=1 Ack=73 Win=65536 Len=0 TSval=1443511795 TSecr=1245099116",
            Tcp,
            None,
        ),
        row(
            "0.000858",
            true,
            "TLSv1.2",
            956,
            "Server Hello, Certificate, Server Hello Done",
            Tls,
            Some(TlsState::Handshake),
        ),
        row(
            "0.000870",
            false,
            "TCP",
            66,
            "51900 → 12345 [ACK] Seq=73 Ack=891 Win=67584 Len=0 TSval=1245099116 TSecr=1443511795",
            Tcp,
            None,
        ),
        row("0.001272", false, "TLSv1.2", 333, "Client Key Exchange", Tls, Some(TlsState::KeyFrame)),
        row(
            "0.042168",
            true,
            "TCP",
            66,
            "12345 → 51900 [ACK] Seq=891 Ack=340 Win=65536 Len=0 TSval=1443511837 TSecr=1245099117",
            Tcp,
            None,
        ),
        row("0.042239", false, "TLSv1.2", 157, "Change Cipher Spec, Finished", Tls, Some(TlsState::Open)),
        row(
            "0.042250",
            true,
            "TCP",
            66,
            "12345 → 51900 [ACK] Seq=891 Ack=431 Win=65536 Len=0 TSval=1443511837 TSecr=1245099158",
            Tcp,
            None,
        ),
        row("0.042487", true, "TLSv1.2", 157, "Change Cipher Spec, Finished", Tls, Some(TlsState::Open)),
        row("0.042761", false, "TLSv1.2", 151, "Application Data", Tls, Some(TlsState::Open)),
        row("0.042848", true, "TLSv1.2", 151, "Application Data", Tls, Some(TlsState::Open)),
        row(
            "0.042902",
            true,
            "TCP",
            66,
            "12345 → 51900 [FIN, ACK] Seq=1067 Ack=516 Win=65536 Len=0 TSval=1443511837 TSecr=1245099158",
            TcpSynFin,
            None,
        ),
        row(
            "0.050177",
            true,
            "TCP",
            66,
            "[TCP Retransmission] 12345 → 51900 [FIN, ACK] Seq=1067 Ack=516 Win=65536 Len=0 TSval=1443511845 TSecr=1245099158",
            BadTcp,
            None,
        ),
        row(
            "0.050242",
            false,
            "TCP",
            78,
            "51900 → 12345 [ACK] Seq=516 Ack=1068 Win=67584 Len=0 TSval=1245099166 TSecr=1443511837 SLE=1067 SRE=1068",
            Tcp,
            None,
        ),
        row(
            "0.050369",
            false,
            "TLSv1.2",
            135,
            "Alert (Level: Warning, Description: Close Notify)",
            Tls,
            Some(TlsState::Open),
        ),
        row("0.050383", true, "TCP", 54, "12345 → 51900 [RST] Seq=1068 Win=0 Len=0", Rst, None),
    ];
    rows[12].preview = Some("Hello Python TLS/SSL Server!\n".into());
    rows[13].preview = Some("HELLO PYTHON TLS/SSL SERVER!\n".into());
    rows[13].tls_note = Some("Decrypted with key.pem; HMAC-SHA256 verified.".into());
    rows
}

fn node(depth: u16, label: &str, kind: NodeKind, has_children: bool, key: u64) -> NodeView {
    NodeView {
        depth,
        label: label.into(),
        has_children,
        span: None,
        kind,
        field: None,
        title: "",
        doc: "",
        filter: None,
        value: String::new(),
        links: Vec::new(),
        chips: Vec::new(),
        key,
        open_at_first: false,
    }
}

pub fn details() -> DetailsView {
    use NodeKind::*;
    let frame: Vec<u8> = (0..151_u16).map(|i| (i * 37 % 251) as u8).collect();
    let plain = b"HELLO PYTHON TLS/SSL SERVER!\n".to_vec();
    let span = |source, start, len| Some(SpanView { source, start, len });
    let mut nodes = vec![
        node(0, "Frame 14: 151 bytes on wire (1208 bits), 151 bytes captured (1208 bits)", Layer, true, 1),
        node(1, "Frame Length: 151 bytes (1208 bits)", Field, false, 101),
        node(0, "Ethernet II, Src: a6:dd:d8:a7:01:81, Dst: 9a:00:45:81:43:01", Layer, true, 2),
        node(1, "Type: IPv4 (0x0800)", Field, false, 102),
        node(0, "Internet Protocol Version 4, Src: 192.168.11.1, Dst: 192.168.11.2", Layer, true, 3),
        node(1, "Time to Live: 64", Field, false, 103),
        node(
            0,
            "Transmission Control Protocol, Src Port: 12345, Dst Port: 51900, Seq: 982, Ack: 516, Len: 85",
            Layer,
            true,
            4,
        ),
        node(1, "Source Port: 12345", Field, false, 104),
        node(0, "Transport Layer Security", Layer, true, 5),
        node(1, "[Verdict: decrypted, verified HMAC-SHA256, sequence 1]", Verdict(TlsState::Open), false, 50),
        node(1, "TLSv1.2 Record Layer: Application Data Protocol: Application Data", Field, true, 51),
        node(2, "Content Type: Application Data (23)", Field, false, 52),
        node(2, "Version: TLS 1.2 (0x0303)", Field, false, 53),
        node(2, "Length: 80", Field, false, 54),
        node(
            2,
            "Encrypted Application Data: 9d480a418a0ce4e2d45f96f6ac603973b8865a0af952f4f9296c33e80b8fd74fbbffdf02fc",
            Field,
            false,
            55,
        ),
        node(2, "[Cipher: TLS_RSA_WITH_AES_256_CBC_SHA256, chosen in frame 6]", Generated, false, 56),
        node(2, "[Opened by: key.pem, pre-master secret from frame 8]", Generated, false, 57),
        node(0, "Data (29 bytes)", Layer, true, 6),
        node(1, "Text: HELLO PYTHON TLS/SSL SERVER!\n", Field, false, 60),
        node(1, "Data: 48454c4c4f20505954484f4e20544c532f53534c205345525645522\u{200b}10a", Field, false, 61),
        node(1, "[Length: 29]", Generated, false, 62),
    ];
    for i in [8, 10, 17] {
        nodes[i].open_at_first = true;
    }
    nodes[2].span = span(0, 0, 14);
    nodes[4].span = span(0, 14, 20);
    nodes[6].span = span(0, 34, 32);
    nodes[8].span = span(0, 66, 85);
    nodes[10].span = span(0, 66, 85);
    nodes[11].span = span(0, 66, 1);
    nodes[11].field = Some("tls.record.content_type");
    nodes[11].filter = Some("tls.record.content_type == 23".into());
    nodes[12].span = span(0, 67, 2);
    nodes[13].span = span(0, 69, 2);
    nodes[14].span = span(0, 71, 80);
    nodes[17].span = span(1, 0, 29);
    nodes[18].span = span(1, 0, 29);
    nodes[18].field = Some("data.text");
    nodes[18].value = "HELLO PYTHON TLS/SSL SERVER!\n".into();
    nodes[19].span = span(1, 0, 29);
    for (i, word, frame) in [(15, "frame 6", 6), (16, "frame 8", 8)] {
        let start = nodes[i].label.find(word).unwrap();
        nodes[i].links = vec![LinkView { range: start..start + word.len(), frame }];
    }
    nodes[17].chips =
        vec![ChipView { text: "Decrypted TLS".into(), tone: Tone::Success, icon: Some(Icon::LockOpen) }];
    let part = |label: &str, len, kind| PartView { label: label.into(), len, kind };
    DetailsView {
        generation: 14,
        http2_stream: Some(3),
        quic_stream: Some((0, 4)),
        nodes,
        sources: vec![
            SourceView { title: "Frame".into(), bytes: frame, kind: SourceKind::Frame, origin: None },
            SourceView {
                title: "Decrypted TLS".into(),
                bytes: plain,
                kind: SourceKind::Decrypted(TlsState::Open),
                origin: Some(OriginView {
                    note: "Record 1 of the server, 80 bytes after the header".into(),
                    proof: Some("MAC verified".into()),
                    parts: vec![
                        part("IV", 16, PartKind::Other),
                        part("data", 29, PartKind::Data),
                        part("HMAC-SHA256", 32, PartKind::Check),
                        part("padding", 3, PartKind::Other),
                    ],
                    span: SpanView { source: 0, start: 66, len: 85 },
                }),
            },
        ],
    }
}
