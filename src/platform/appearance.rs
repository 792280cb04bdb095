//! Whether the desktop is dark or light, now and whenever that changes: the setting `color-scheme` of the portal that
//! desktops have (freedesktop.org, `org.freedesktop.portal.Settings`). Not here: what the window makes of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use zbus::blocking::{Connection, Proxy};
use zbus::zvariant::{OwnedValue, Value};

const NAMESPACE: &str = "org.freedesktop.appearance";
const KEY: &str = "color-scheme";

/// How a desktop looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appearance {
    Dark = 1,
    Light = 2,
}

/// What the desktop said last.
#[derive(Debug, Default)]
pub struct DesktopAppearance(Arc<AtomicU8>);

impl DesktopAppearance {
    /// Asks in a thread of its own, which goes on listening; `changed` is called there each time the answer is another
    /// one. Nothing is said where no desktop answers.
    pub fn watch(changed: impl Fn() + Send + 'static) -> Self {
        let watched = Self::default();
        let said = watched.0.clone();
        let listen = move || {
            // Without a session bus, or a portal on it, there is nothing to follow.
            Connection::session().and_then(|bus| follow(&bus, &said, &changed)).ok();
        };
        std::thread::Builder::new().name("appearance".into()).spawn(listen).ok();
        watched
    }

    pub fn now(&self) -> Option<Appearance> {
        [Appearance::Dark, Appearance::Light].into_iter().find(|a| *a as u8 == self.0.load(Ordering::Relaxed))
    }
}

/// Listens until the connection ends.
fn follow(bus: &Connection, said: &AtomicU8, changed: &dyn Fn()) -> zbus::Result<()> {
    let tell = |value: &Value<'_>| {
        let Some(appearance) = appearance(value) else { return };
        if said.swap(appearance as u8, Ordering::Relaxed) != appearance as u8 {
            changed();
        }
    };
    let settings = Proxy::new(
        bus,
        "org.freedesktop.portal.Desktop",
        "/org/freedesktop/portal/desktop",
        "org.freedesktop.portal.Settings",
    )?;
    // Asked for before the value is read, so that no change falls in between.
    let changes = settings.receive_signal("SettingChanged")?;
    let value: OwnedValue = settings.call("Read", &(NAMESPACE, KEY))?;
    tell(&value);
    for change in changes {
        let body = change.body();
        let Ok((namespace, key, value)) = body.deserialize::<(&str, &str, Value<'_>)>() else { continue };
        if (namespace, key) == (NAMESPACE, KEY) {
            tell(&value);
        }
    }
    Ok(())
}

/// 1: dark is preferred, 2: light, 0: neither. Light desktops say 0 as well as 2, and their programs are light then.
fn appearance(value: &Value<'_>) -> Option<Appearance> {
    match value {
        // `Read` wraps its answer twice.
        Value::Value(inner) => appearance(inner),
        Value::U32(1) => Some(Appearance::Dark),
        Value::U32(0 | 2) => Some(Appearance::Light),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixStream;
    use std::sync::mpsc;
    use std::time::Duration;
    use zbus::blocking::connection::Builder;
    use zbus::object_server::SignalEmitter;

    /// A desktop's settings.
    struct Portal(u32);

    #[zbus::interface(name = "org.freedesktop.portal.Settings")]
    impl Portal {
        fn read(&self, namespace: &str, key: &str) -> zbus::fdo::Result<Value<'static>> {
            match (namespace, key) {
                (NAMESPACE, KEY) => Ok(Value::Value(Box::new(self.0.into()))),
                _ => Err(zbus::fdo::Error::UnknownProperty(key.into())),
            }
        }

        #[zbus(signal)]
        async fn setting_changed(
            emitter: &SignalEmitter<'_>,
            namespace: &str,
            key: &str,
            value: Value<'_>,
        ) -> zbus::Result<()>;
    }

    #[test]
    fn a_desktop_is_followed_when_it_changes() {
        let (ours, theirs) = UnixStream::pair().unwrap();
        let portal = std::thread::spawn(move || {
            let guid = zbus::Guid::generate();
            let portal = Builder::async_io_unix_stream(theirs).server(guid).unwrap().p2p();
            portal.serve_at("/org/freedesktop/portal/desktop", Portal(1)).unwrap().build().unwrap()
        });
        let bus = Builder::async_io_unix_stream(ours).p2p().build().unwrap();
        let portal = portal.join().unwrap();

        let watched = DesktopAppearance::default();
        let (told, tells) = mpsc::channel();
        let said = watched.0.clone();
        std::thread::spawn(move || follow(&bus, &said, &|| told.send(()).unwrap()).ok());
        let next = || tells.recv_timeout(Duration::from_secs(60)).map(|()| watched.now()).unwrap();

        assert_eq!(next(), Some(Appearance::Dark));
        let settings =
            portal.object_server().interface::<_, Portal>("/org/freedesktop/portal/desktop").unwrap();
        let change = |namespace, key, value: Value<'_>| {
            zbus::block_on(Portal::setting_changed(settings.signal_emitter(), namespace, key, value))
                .unwrap();
        };
        change("org.gnome.desktop.interface", KEY, 2u32.into());
        change(NAMESPACE, "contrast", 2u32.into());
        change(NAMESPACE, KEY, "light".into());
        change(NAMESPACE, KEY, 1u32.into());
        change(NAMESPACE, KEY, 0u32.into());
        assert_eq!(next(), Some(Appearance::Light));
        change(NAMESPACE, KEY, 1u32.into());
        assert_eq!(next(), Some(Appearance::Dark));
    }

    #[test]
    fn no_desktop_says_nothing() {
        assert_eq!(DesktopAppearance::default().now(), None);
    }
}
