//! Hosts that no address can have.
//!
//! Source: WHATWG URL, "host parsing" and "forbidden domain code points".

use std::net::Ipv6Addr;

/// Why a literal host and port cannot be part of an address.
pub(super) fn fault(host: &str) -> Option<&'static str> {
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    if let Some(rest) = host.strip_prefix('[') {
        return match rest.split_once(']') {
            Some((address, after)) if address.parse::<Ipv6Addr>().is_ok() => {
                after.strip_prefix(':').and_then(port_fault)
            }
            _ => Some("what stands in brackets is no IPv6 address"),
        };
    }
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    if name
        .chars()
        .any(|c| c.is_control() || " <>[\\]^|".contains(c))
    {
        return Some("it has a character that a host cannot have");
    }
    if is_bad_ipv4(name) {
        return Some("it ends in a number and is no IPv4 address");
    }
    port_fault(port)
}

/// A port, which may be left out behind its colon.
fn port_fault(port: &str) -> Option<&'static str> {
    let port = port.split('/').next().unwrap_or_default();
    let is_number = port.bytes().all(|byte| byte.is_ascii_digit());
    let is_port = port.is_empty() || is_number && port.parse::<u16>().is_ok();
    (!is_port).then_some("its port is no number up to 65535")
}

/// A host whose last label is a number is an IPv4 address, or nothing.
fn is_bad_ipv4(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let labels: Vec<&str> = name.split('.').collect();
    let is_number =
        |label: &&str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit());
    let Some((last, first)) = labels.split_last() else {
        return false;
    };
    // The last one fills what the others leave free.
    let room = 256_u64.pow(5_u32.saturating_sub(labels.len() as u32));
    is_number(last)
        && (labels.len() > 4
            || last.parse::<u64>().is_ok_and(|last| last >= room)
            || first.iter().any(|label| {
                is_number(label) && label.parse::<u64>().is_ok_and(|label| label > 255)
                    || !label.starts_with("0x") && !is_number(label)
            }))
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn hosts_that_an_address_can_have_are_left_alone() {
        for host in [
            "h.test",
            "h_test",
            "h.test:8080",
            "h.test:",
            "localhost",
            "[::1]",
            "[::1]:80",
            "1.2.3.4",
            "127.1",
            "0x7f.1",
            "hä.test",
            "{h}.test",
            "a:b@h.test",
            "日本.test",
            "v2.test",
        ] {
            assert_eq!(fault(host), None, "{host}");
        }
    }

    #[test]
    fn hosts_that_no_address_can_have_are_told() {
        for host in [
            "h test",
            "<host>",
            "h|test",
            "h^t",
            "h.test:99999",
            "h.test:abc",
            "[::1",
            "[x]",
            "1.2.3.256",
            "1.2.3.4.5",
            "h.300",
            "[::1]:x",
        ] {
            assert!(fault(host).is_some(), "{host}");
        }
    }
}
