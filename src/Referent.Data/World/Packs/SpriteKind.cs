namespace Referent.Data.World.Packs;

/// <summary>What a class is; split testA holds referents that are people or animals, testB everything else.</summary>
public enum SpriteKind
{
    Person,
    Animal,
    Thing,
}

/// <summary>How the name of a class counts.</summary>
public enum GrammaticalNumber
{
    /// <summary>"an apple", "two apples".</summary>
    Count,

    /// <summary>"broccoli": no article "a", no plural.</summary>
    Mass,

    /// <summary>"scissors": plural in form, no article "a".</summary>
    Plural,
}
