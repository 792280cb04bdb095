//! How to make a TLS stack write its session secrets as a key log: one row for each stack, with lines
//! to copy. Texts only; names of functions are those of the stacks' own documentation.

/// A line or some lines to copy, and what they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snippet {
    pub caption: &'static str,
    pub text: &'static str,
}

/// What one stack needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// Never changes.
    pub id: &'static str,
    pub name: &'static str,
    /// In one sentence.
    pub about: &'static str,
    /// The program must be changed or built anew; else an environment variable or option is enough.
    pub needs_code: bool,
    pub snippets: &'static [Snippet],
    /// What to look out for; may be empty.
    pub note: &'static str,
    /// Ids of client stacks that the audit recognises.
    pub stacks: &'static [&'static str],
}

const fn snippet(caption: &'static str, text: &'static str) -> Snippet {
    Snippet { caption, text }
}

const MBEDTLS_CALLBACK: &str = "\
static void keylog(void *ctx, mbedtls_ssl_key_export_type type,
                   const unsigned char *secret, size_t len,
                   const unsigned char client_random[32],
                   const unsigned char server_random[32],
                   mbedtls_tls_prf_types prf)
{
    const char *label = NULL;
    switch (type) {
    case MBEDTLS_SSL_KEY_EXPORT_TLS12_MASTER_SECRET: label = \"CLIENT_RANDOM\"; break;
    case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_CLIENT_HANDSHAKE_TRAFFIC_SECRET:
        label = \"CLIENT_HANDSHAKE_TRAFFIC_SECRET\"; break;
    case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_SERVER_HANDSHAKE_TRAFFIC_SECRET:
        label = \"SERVER_HANDSHAKE_TRAFFIC_SECRET\"; break;
    case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_CLIENT_APPLICATION_TRAFFIC_SECRET:
        label = \"CLIENT_TRAFFIC_SECRET_0\"; break;
    case MBEDTLS_SSL_KEY_EXPORT_TLS1_3_SERVER_APPLICATION_TRAFFIC_SECRET:
        label = \"SERVER_TRAFFIC_SECRET_0\"; break;
    default: return;
    }
    printf(\"%s \", label);
    for (int i = 0; i < 32; i++) printf(\"%02x\", client_random[i]);
    printf(\" \");
    for (size_t i = 0; i < len; i++) printf(\"%02x\", secret[i]);
    printf(\"\\n\");
}";

/// All recipes: first those that need no code, then those that do.
#[rustfmt::skip]
pub static RECIPES: &[Recipe] = &[
    Recipe {
        id: "curl", name: "curl", needs_code: false, stacks: &["curl"],
        about: "curl writes the secrets of every connection to the file that SSLKEYLOGFILE names.",
        snippets: &[snippet("Run it so", "SSLKEYLOGFILE=\"$HOME/tls-keys.log\" curl https://example.org/")],
        note: "With Schannel or Secure Transport as its TLS library curl writes nothing; curl --version says which one it has.",
    },
    Recipe {
        id: "openssl", name: "OpenSSL", needs_code: false, stacks: &["openssl"],
        about: "The openssl tool has an option; programs with libssl need one callback.",
        snippets: &[
            snippet("The tool", "openssl s_client -connect example.org:443 -keylogfile tls-keys.log"),
            snippet("In a program, for each SSL_CTX", "static void keylog(const SSL *ssl, const char *line) {\n    FILE *f = fopen(getenv(\"SSLKEYLOGFILE\"), \"a\");\n    if (f) { fprintf(f, \"%s\\n\", line); fclose(f); }\n}\n\nSSL_CTX_set_keylog_callback(ctx, keylog);"),
        ],
        note: "The callback is there since OpenSSL 1.1.1.",
    },
    Recipe {
        id: "gnutls", name: "GnuTLS", needs_code: false, stacks: &["gnutls"],
        about: "Every program with GnuTLS writes its secrets to the file that SSLKEYLOGFILE names.",
        snippets: &[snippet("Run it so", "SSLKEYLOGFILE=\"$HOME/tls-keys.log\" wget https://example.org/")],
        note: "Programs that run with raised rights do not look at the variable.",
    },
    Recipe {
        id: "python", name: "Python", needs_code: false, stacks: &["python"],
        about: "Contexts of ssl.create_default_context() obey SSLKEYLOGFILE since Python 3.8; others have an attribute.",
        snippets: &[
            snippet("Run it so", "SSLKEYLOGFILE=\"$HOME/tls-keys.log\" python3 client.py"),
            snippet("For any other context", "ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)\nctx.keylog_filename = \"tls-keys.log\""),
        ],
        note: "Started with -E or -I, Python does not look at the environment.",
    },
    Recipe {
        id: "firefox", name: "Firefox", needs_code: false, stacks: &["firefox"],
        about: "Firefox obeys SSLKEYLOGFILE when it starts; a running one must be closed first.",
        snippets: &[snippet("Run it so", "SSLKEYLOGFILE=\"$HOME/tls-keys.log\" firefox --no-remote --new-instance")],
        note: "As a snap or flatpak it may write only to its own folders.",
    },
    Recipe {
        id: "chrome", name: "Chrome, Chromium, Edge", needs_code: false, stacks: &["chrome", "chrome-quic"],
        about: "They obey SSLKEYLOGFILE, and have an option of the same meaning.",
        snippets: &[snippet("Run it so", "chromium --ssl-key-log-file=\"$HOME/tls-keys.log\" --user-data-dir=\"$(mktemp -d)\"")],
        note: "A profile of its own makes sure that no running instance takes the window over.",
    },
    Recipe {
        id: "node", name: "Node.js", needs_code: false, stacks: &[],
        about: "Node has an option; it works for all connections of the process.",
        snippets: &[snippet("Run it so", "node --tls-keylog=tls-keys.log client.js")],
        note: "",
    },
    Recipe {
        id: "java", name: "Java", needs_code: false, stacks: &[],
        about: "Java writes no key log by itself; an agent does, without any change of the program.",
        snippets: &[
            snippet("With extract-tls-secrets", "java -javaagent:extract-tls-secrets.jar=/tmp/tls-keys.log -jar app.jar"),
            snippet("With jSSLKeyLog", "java -javaagent:jSSLKeyLog.jar=/tmp/tls-keys.log -jar app.jar"),
        ],
        note: "The agents know the TLS of the JDK, not that of Conscrypt, Netty's OpenSSL or Bouncy Castle.",
    },
    Recipe {
        id: "mbedtls", name: "mbedTLS", needs_code: true, stacks: &["mbedtls"],
        about: "One callback prints the secrets; what goes to the serial console is saved as a file.",
        snippets: &[
            snippet("The callback (mbedTLS 3 and later)", MBEDTLS_CALLBACK),
            snippet("After mbedtls_ssl_setup()", "mbedtls_ssl_set_export_keys_cb(&ssl, keylog, NULL);"),
            snippet("Before mbedTLS 3: for the configuration, with MBEDTLS_SSL_EXPORT_KEYS", "mbedtls_ssl_conf_export_keys_ext_cb(&conf, keylog2, NULL);"),
        ],
        note: "keylog2 of mbedTLS 2 gets the master secret first and the randoms last; it prints CLIENT_RANDOM with the first 32 bytes. Lines of other output in the file do no harm.",
    },
    Recipe {
        id: "esp-idf", name: "ESP-IDF", needs_code: true, stacks: &["mbedtls"],
        about: "ESP-IDF has mbedTLS inside; esp-tls makes the handshake by itself, so the callback is set there.",
        snippets: &[
            snippet("The callback, in components/esp-tls/esp_tls_mbedtls.c", MBEDTLS_CALLBACK),
            snippet("In esp_create_mbedtls_handle(), behind mbedtls_ssl_setup()", "mbedtls_ssl_set_export_keys_cb(&tls->ssl, keylog, NULL);"),
            snippet("Save the console", "idf.py monitor | tee console.log\ngrep -aoE '[A-Z_0-9]+ [0-9a-f]{64} [0-9a-f]+' console.log > tls-keys.log"),
        ],
        note: "Copy the component into your project's components folder, so that the installed one stays as it is.",
    },
    Recipe {
        id: "wolfssl", name: "wolfSSL", needs_code: true, stacks: &["wolfssl"],
        about: "Built with key log export, wolfSSL calls back for every secret.",
        snippets: &[
            snippet("Build", "./configure --enable-keylog-export --enable-opensslextra"),
            snippet("Or in user_settings.h", "#define HAVE_SECRET_CALLBACK\n#define OPENSSL_EXTRA"),
            snippet("In the program", "static void keylog(const WOLFSSL *ssl, const char *line) {\n    printf(\"%s\\n\", line);\n}\n\nwolfSSL_CTX_set_keylog_callback(ctx, keylog);"),
        ],
        note: "",
    },
    Recipe {
        id: "go", name: "Go", needs_code: true, stacks: &[],
        about: "crypto/tls writes to KeyLogWriter of its configuration, and looks at no environment variable.",
        snippets: &[snippet("In the program", "w, err := os.OpenFile(os.Getenv(\"SSLKEYLOGFILE\"), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)\nif err == nil {\n\tconfig.KeyLogWriter = w\n}")],
        note: "",
    },
    Recipe {
        id: "rustls", name: "rustls", needs_code: true, stacks: &[],
        about: "One field of the configuration makes rustls obey SSLKEYLOGFILE.",
        snippets: &[snippet("In the program", "config.key_log = std::sync::Arc::new(rustls::KeyLogFile::new());")],
        note: "The same for ServerConfig and ClientConfig.",
    },
    Recipe {
        id: "dotnet", name: ".NET", needs_code: true, stacks: &[],
        about: "Since .NET 9 SslStream obeys SSLKEYLOGFILE on Linux and macOS, if the program allows it.",
        snippets: &[
            snippet("First in the program", "AppContext.SetSwitch(\"System.Net.EnableSslKeyLogging\", true);"),
            snippet("Or in app.runtimeconfig.json", "{ \"runtimeOptions\": { \"configProperties\": { \"System.Net.EnableSslKeyLogging\": true } } }"),
        ],
        note: "On Windows it uses Schannel, which writes nothing.",
    },
    Recipe {
        id: "schannel", name: "Schannel (Windows)", needs_code: true, stacks: &["schannel"],
        about: "Windows' own TLS writes no key log, and keeps its secrets in another process.",
        snippets: &[
            snippet("On a test server of yours: only suites that its RSA key opens", "Disable-TlsCipherSuite -Name TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
            snippet("Or make the same request with another stack", "curl.exe --version"),
        ],
        note: "A browser with a TLS library of its own (Firefox, Chrome, Edge) writes key logs on Windows, too.",
    },
];

/// The recipe with this id.
pub fn recipe(id: &str) -> Option<&'static Recipe> {
    RECIPES.iter().find(|recipe| recipe.id == id)
}

/// The recipe for a client stack that the audit recognised, by the stack's id.
pub fn for_stack(stack: &str) -> Option<&'static Recipe> {
    RECIPES.iter().find(|recipe| recipe.stacks.contains(&stack))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_recipe_has_something_to_copy_and_a_name_of_its_own() {
        let mut ids = HashSet::new();
        for recipe in RECIPES {
            assert!(ids.insert(recipe.id), "{} comes twice", recipe.id);
            assert!(!recipe.snippets.is_empty() && recipe.about.ends_with('.'), "{}", recipe.id);
            for snippet in recipe.snippets {
                assert!(
                    !snippet.text.starts_with(['$', '>', '#']) || snippet.text.starts_with("#define"),
                    "{}",
                    snippet.text
                );
            }
        }
        assert!(RECIPES.is_sorted_by_key(|recipe| recipe.needs_code));
    }

    #[test]
    fn the_stacks_that_need_code_are_all_there() {
        for id in ["mbedtls", "wolfssl", "esp-idf", "go", "rustls", "schannel"] {
            assert!(recipe(id).is_some_and(|r| r.needs_code), "{id}");
        }
        assert!(recipe("java").is_some_and(|r| !r.needs_code));
        assert_eq!(for_stack("mbedtls").map(|r| r.id), Some("mbedtls"));
        assert_eq!(for_stack("axtls"), None);
    }
}
