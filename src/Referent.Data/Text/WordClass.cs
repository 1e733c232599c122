namespace Referent.Data.Text;

/// <summary>What a word is before its neighbours are looked at.</summary>
internal enum WordClass
{
    /// <summary>Anything no list and no ending says otherwise of.</summary>
    Noun,

    /// <summary>A noun that names a human: "man", "batter".</summary>
    Person,

    /// <summary>A quality that can stand before a noun: "tall", "striped", "red".</summary>
    Adjective,

    /// <summary>A noun that is as often a colour or quality: "orange", "light".</summary>
    Dual,

    /// <summary>A word that says where: "left", "top".</summary>
    Place,

    /// <summary>A cardinal or ordinal number.</summary>
    Number,

    /// <summary>"very", "partially".</summary>
    Adverb,

    /// <summary>An adverb that belongs to no phrase: "not", "away".</summary>
    Filler,

    /// <summary>A form in -ing that may stand before a noun: "sitting".</summary>
    Participle,

    /// <summary>A form in -ing that takes an object: "holding".</summary>
    TransitiveParticiple,

    /// <summary>A past participle: "parked", "eaten".</summary>
    PastParticiple,

    /// <summary>A past participle that makes an adjective with the noun before it: "snow covered".</summary>
    CompoundingParticiple,

    /// <summary>A form of "to be".</summary>
    Be,

    /// <summary>An auxiliary that a verb follows: "can't", "does".</summary>
    Modal,

    /// <summary>A verb and nothing else.</summary>
    Verb,

    /// <summary>A verb after a subject, a noun elsewhere: "looks", "stands".</summary>
    MaybeVerb,

    /// <summary>"to".</summary>
    To,

    /// <summary>Articles, demonstratives, possessives, quantifiers.</summary>
    Determiner,

    /// <summary>A pronoun that no verb follows.</summary>
    Pronoun,

    /// <summary>A pronoun that a verb may follow: "he", "you".</summary>
    Subject,

    /// <summary>"who", "which", and "that", which may also be a demonstrative.</summary>
    Relative,

    /// <summary>"in", "next", "w/".</summary>
    Preposition,

    /// <summary>"and", "or".</summary>
    Conjunction,

    /// <summary>Punctuation, and the possessive 's.</summary>
    Break,
}
