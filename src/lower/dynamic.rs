//! Dynamic variables: names whose values Postman makes up anew wherever they stand.
//!
//! In: a name. Out: whether it is one of Postman's 118. A variable of that name that the collection
//! defines goes first, so this is asked only where there is none. The values are not made here: the
//! generated client has to. Source: Postman's engine, the same set in its versions 4.4 and 5.3.

/// Whether Postman makes up a value for this name.
pub(crate) fn is_dynamic(name: &str) -> bool {
    let Some(name) = name.strip_prefix('$') else {
        return false;
    };
    match name.strip_prefix("random") {
        Some(kind) => RANDOM.split_whitespace().any(|known| known == kind),
        None => OTHERS.contains(&name),
    }
}

const OTHERS: [&str; 3] = ["guid", "timestamp", "isoTimestamp"];

/// What follows `$random`.
const RANDOM: &str = "
    UUID Int Boolean AlphaNumeric HexColor Color DatePast DateFuture DateRecent Month Weekday
    Abbreviation Adjective Noun Verb Ingverb Word Words Phrase FirstName LastName FullName
    NamePrefix NameSuffix UserName JobTitle JobArea JobDescriptor JobType PhoneNumber
    PhoneNumberExt City StreetName StreetAddress Country CountryCode Locale Latitude Longitude
    Email ExampleEmail Password Url DomainName DomainSuffix DomainWord Protocol IP IPV6 MACAddress
    UserAgent Semver BankAccount BankAccountName BankAccountIban BankAccountBic CreditCardMask
    Price TransactionType CurrencyCode CurrencyName CurrencySymbol Bitcoin CompanyName
    CompanySuffix Bs BsAdjective BsBuzz BsNoun CatchPhrase CatchPhraseAdjective
    CatchPhraseDescriptor CatchPhraseNoun Department Product ProductName ProductAdjective
    ProductMaterial DatabaseColumn DatabaseType DatabaseCollation DatabaseEngine FileName
    CommonFileName FileType CommonFileType FileExt CommonFileExt FilePath DirectoryPath MimeType
    AvatarImage ImageUrl ImageDataUri AbstractImage AnimalsImage BusinessImage CatsImage CityImage
    FoodImage NightlifeImage FashionImage PeopleImage NatureImage SportsImage TransportImage
    LoremWord LoremWords LoremSentence LoremSentences LoremParagraph LoremParagraphs LoremText
    LoremSlug LoremLines
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_other_programs_that_look_alike_are_not_dynamic() {
        assert_eq!(RANDOM.split_whitespace().count() + OTHERS.len(), 118);
        for name in [
            "$guid",
            "$timestamp",
            "$randomInt",
            "$randomLoremSlug",
            "$randomUUID",
        ] {
            assert!(is_dynamic(name), "{name}");
        }
        for name in [
            "guid",
            "$filter",
            "$top",
            "$random",
            "$randomint",
            "$Guid",
            "random",
            "",
        ] {
            assert!(!is_dynamic(name), "{name}");
        }
    }
}
