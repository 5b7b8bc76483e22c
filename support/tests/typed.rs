//! What texts say, as types of `jiff` and `rust_decimal`.

use collgen_support::core::{Number, NumberOrText};
use collgen_support::typed::Typed;
use jiff::civil;
use rust_decimal::Decimal;

#[test]
fn dates_and_times_are_read_where_they_are_some() {
    let born = Some("1906-12-09".to_owned());
    assert_eq!(born.date(), Some(civil::date(1906, 12, 9)));
    assert_eq!("08:30".time(), Some(civil::time(8, 30, 0, 0)));
    for odd in ["", "0000-00-00", "12/09/1906", "soon"] {
        assert_eq!(odd.date(), None, "{odd}");
    }
    assert_eq!(None::<String>.date(), None);
    assert_eq!(Some(None::<String>).date(), None);
}

#[test]
fn a_date_and_time_without_a_zone_stays_without() {
    let naive = "2026-11-25T08:30:00";
    assert_eq!(
        naive.date_time(),
        Some(civil::date(2026, 11, 25).at(8, 30, 0, 0))
    );
    assert_eq!(naive.timestamp(), None);
    let instant = "2026-11-25T08:30:00+01:00".timestamp().unwrap();
    assert_eq!(instant.to_string(), "2026-11-25T07:30:00Z");
    assert_eq!("2026-11-25T08:30:00Z".date_time(), naive.date_time());
}

#[test]
fn decimals_keep_their_digits_however_they_are_written() {
    let long = "12345678901234567.10";
    assert_eq!(long.decimal().unwrap().to_string(), long);
    let number = NumberOrText::Number(Number::from(12.5));
    assert_eq!(number.decimal(), Some(Decimal::new(125, 1)));
    assert_eq!(
        NumberOrText::Text(" 7.00 ".to_owned()).decimal(),
        Some(Decimal::new(700, 2))
    );
    assert_eq!("twelve".decimal(), None);
}
