//! AWS Signature Version 4, as a service checks it.

use sha2::{Digest, Sha256};

use super::{
    Checked, decode, equal, get, header, hex, hmac_sha256, percent, recent, seconds_of,
    split_target,
};
use crate::server::Received;

/// What the service knows.
pub struct Service<'s> {
    pub access_key: &'s str,
    pub secret_key: &'s str,
    pub region: &'s str,
    pub service: &'s str,
}

impl Service<'_> {
    /// A signature in the `Authorization` header.
    pub fn check_header(&self, request: &Received) -> Checked {
        let value = header(request, "authorization")?;
        let rest = value
            .strip_prefix("AWS4-HMAC-SHA256 ")
            .ok_or("another algorithm")?;
        let parameters: Vec<(String, String)> = rest
            .split(", ")
            .filter_map(|part| part.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let names = get(&parameters, "SignedHeaders")?;
        for must in ["host", "x-amz-date"] {
            if !names.split(';').any(|name| name == must) {
                return Err(format!("{must} is not signed"));
            }
        }
        let hash = hex(Sha256::digest(&request.body));
        if let Some(told) = request.header("x-amz-content-sha256") {
            equal("x-amz-content-sha256", told, &hash)?;
        }
        self.check(
            request,
            get(&parameters, "Credential")?,
            header(request, "x-amz-date")?,
            names,
            &decode(split_target(&request.target).1),
            &hash,
            get(&parameters, "Signature")?,
        )
    }

    /// A signature in the query.
    pub fn check_query(&self, request: &Received) -> Checked {
        let mut fields = decode(split_target(&request.target).1);
        let signature = get(&fields, "X-Amz-Signature")?.to_owned();
        fields.retain(|(name, _)| name != "X-Amz-Signature");
        equal(
            "algorithm",
            get(&fields, "X-Amz-Algorithm")?,
            "AWS4-HMAC-SHA256",
        )?;
        let hash = match self.service {
            "s3" => "UNSIGNED-PAYLOAD".to_owned(),
            _ => hex(Sha256::digest(&request.body)),
        };
        self.check(
            request,
            get(&fields, "X-Amz-Credential")?,
            get(&fields, "X-Amz-Date")?,
            get(&fields, "X-Amz-SignedHeaders")?,
            &fields,
            &hash,
            &signature,
        )
    }

    #[allow(clippy::too_many_arguments, reason = "all that a signature covers")]
    fn check(
        &self,
        request: &Received,
        credential: &str,
        date: &str,
        names: &str,
        fields: &[(String, String)],
        hash: &str,
        signature: &str,
    ) -> Checked {
        recent(seconds_of(date)?, 900)?;
        let scope = format!(
            "{}/{}/{}/aws4_request",
            &date[..8],
            self.region,
            self.service
        );
        equal(
            "credential",
            credential,
            &format!("{}/{scope}", self.access_key),
        )?;
        let mut fields: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", percent(name), percent(value)))
            .collect();
        fields.sort();
        let mut lines = String::new();
        for name in names.split(';') {
            let value = header(request, name)?
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            lines.push_str(&format!("{name}:{value}\n"));
        }
        let path = split_target(&request.target).0;
        let path = match self.service {
            "s3" => path.to_owned(),
            _ => path.split('/').map(percent).collect::<Vec<_>>().join("/"),
        };
        let canonical = [
            &request.method,
            &path,
            &fields.join("&"),
            &lines,
            names,
            hash,
        ]
        .map(|part| part.to_string())
        .join("\n");
        let text = format!(
            "AWS4-HMAC-SHA256\n{date}\n{scope}\n{}",
            hex(Sha256::digest(canonical))
        );
        let key = hmac_sha256(format!("AWS4{}", self.secret_key), &date[..8]);
        let key = hmac_sha256(key, self.region);
        let key = hmac_sha256(key, self.service);
        let key = hmac_sha256(key, "aws4_request");
        equal("signature", signature, &hex(hmac_sha256(key, text)))
    }
}
