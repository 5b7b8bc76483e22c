//! Names under which secrets stand, for those that read the API.

pub(crate) use crate::secret::{is_card_name, is_secret_name};
