//! Capture filters to be chosen: those used before, some ready-made ones, those for this machine and for
//! devices of its networks. Not here: the fields that they are typed into.

use eframe::egui::{self, Ui};

use super::icons::Icon;
use super::menu::{noted_item, scrolling};
use super::model::{InterfaceView, WelcomeView};
use super::text;
use super::toolbar::menu_line;
use super::widgets::icon_button;
use crate::platform::neighbours::Neighbour;

/// Filters ready to be taken: what they are for, and their text.
pub const READY: [(&str, &str); 6] = [
    ("TLS", "tcp port 443 or 8883 or 12345"),
    ("names", "port 53 or 5353"),
    ("no ssh", "not tcp port 22"),
    ("web", "tcp port 80 or 443"),
    ("QUIC", "udp port 443"),
    ("no broadcast", "not broadcast and not multicast"),
];
/// Devices that are listed.
const DEVICES_MAX: usize = 12;
const WIDTH: f32 = 440.0;

/// The button that opens the menu; the filter that was chosen.
pub fn button(
    ui: &mut Ui,
    interface: Option<&InterfaceView>,
    welcome: &WelcomeView,
    recent: &[String],
) -> Option<String> {
    let name = "Capture filters to choose from";
    let button = icon_button(ui, Icon::ChevronDown, name, 22.0, false).on_hover_text(name);
    let mut chosen = None;
    egui::Popup::menu(&button).width(WIDTH).show(|ui| {
        ui.set_width(WIDTH);
        ui.spacing_mut().item_spacing.y = 0.0;
        scrolling(ui, |ui| {
            for filter in recent {
                let shown = text::escape(&text::middle_ellipsis(filter, 60)).into_owned();
                if noted_item(ui, Icon::Clock, &shown, "") {
                    chosen = Some(filter.clone());
                }
            }
            if !recent.is_empty() {
                menu_line(ui);
            }
            let mut item = |ui: &mut Ui, icon: Icon, label: &str, filter: &str| {
                if noted_item(ui, icon, &text::escape(label), &text::escape(filter)) {
                    chosen = Some(filter.to_owned());
                }
            };
            for (label, filter) in READY {
                item(ui, Icon::Filter, label, filter);
            }
            let own = interface.and_then(of_this_machine);
            let devices = devices(interface, &welcome.neighbours);
            if own.is_some() || !devices.is_empty() {
                menu_line(ui);
            }
            if let Some(filter) = own {
                item(ui, Icon::Frames, "this machine", &filter);
            }
            for neighbour in devices {
                let address = neighbour.address.to_string();
                item(ui, Icon::Device, &address, &format!("host {address}"));
                let mac = &neighbour.mac;
                item(ui, Icon::Device, mac, &format!("ether host {mac}"));
            }
        });
    });
    chosen
}

/// The filter for what this machine itself sends and receives there.
fn of_this_machine(interface: &InterfaceView) -> Option<String> {
    let addresses: Vec<&str> = interface.addresses.split(", ").filter(|a| !a.is_empty()).take(4).collect();
    (!addresses.is_empty()).then(|| format!("host {}", addresses.join(" or ")))
}

/// Devices behind the interface; behind any, where it is not a network's.
fn devices<'n>(interface: Option<&InterfaceView>, known: &'n [Neighbour]) -> Vec<&'n Neighbour> {
    let name = interface.map_or("any", |interface| interface.name.as_str());
    known.iter().filter(|n| name == "any" || n.interface == name).take(DEVICES_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::model::{InterfaceKind, InterfaceView};

    #[test]
    fn devices_are_those_behind_the_interface() {
        let neighbour = |address: [u8; 4], interface: &str| Neighbour {
            address: address.into(),
            mac: "02:fc:00:00:00:05".into(),
            interface: interface.into(),
        };
        let known = [neighbour([10, 0, 0, 1], "eth0"), neighbour([192, 168, 11, 2], "wlp2s0")];
        let interface = |name: &str, addresses: &str| InterfaceView {
            name: name.into(),
            addresses: addresses.into(),
            kind: InterfaceKind::Other,
            description: String::new(),
            active: true,
            pinned: false,
            link_type: String::new(),
            link_name: String::new(),
            traffic: Default::default(),
        };
        let wifi = interface("wlp2s0", "192.168.11.1, fe80::1");
        assert_eq!(devices(Some(&wifi), &known), [&known[1]]);
        assert_eq!(devices(Some(&interface("any", "")), &known).len(), 2);
        assert_eq!(of_this_machine(&wifi).as_deref(), Some("host 192.168.11.1 or fe80::1"));
        assert_eq!(of_this_machine(&interface("any", "")), None);
    }
}
