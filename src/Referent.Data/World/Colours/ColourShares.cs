using Referent.Imaging;

namespace Referent.Data.World.Colours;

/// <summary>Which share of a sprite's opaque pixels has each colour, and hence which colour words are true of it.</summary>
public sealed class ColourShares
{
    /// <summary>Share from which a colour word is true, if no other colour has more than <see cref="RivalUpTo"/>.</summary>
    private const double TrueFrom = 0.5;

    /// <summary>Chosen: keeps zebras, pandas and the like without a colour word.</summary>
    private const double RivalUpTo = 0.32;

    /// <summary>Share up to which a colour word is false. Chosen: outlines and small details do not make a thing that colour.</summary>
    private const double FalseUpTo = 0.12;

    private static readonly int Count = Enum.GetValues<ColourName>().Length;

    private readonly double[] _certain = new double[Count];
    private readonly double[] _possible = new double[Count];

    private ColourShares()
    {
    }

    /// <summary>The one colour word that is true of the sprite, if there is one.</summary>
    public ColourName? Name { get; private set; }

    /// <summary>Whether a colour word is true of the sprite: true, false, or null where people may differ.</summary>
    public bool? Is(ColourName colour) => Name == colour ? true : _possible[(int)colour] <= FalseUpTo ? false : null;

    /// <summary>Counts the pixels of which at least half is covered.</summary>
    public static ColourShares Of(RgbaImage sprite)
    {
        ArgumentNullException.ThrowIfNull(sprite);
        ColourShares shares = new();
        int opaque = 0;
        for (int i = 0; i < sprite.Pixels.Length; i += 4)
        {
            if (sprite.Pixels[i + 3] >= 128)
            {
                opaque++;
                shares.Add(ColourZones.NamesOf(Hsv.Of(sprite.Pixels[i], sprite.Pixels[i + 1], sprite.Pixels[i + 2])));
            }
        }

        shares.Finish(Math.Max(1, opaque));
        return shares;
    }

    private void Add(ReadOnlySpan<ColourName> names)
    {
        foreach (ColourName name in names)
        {
            _possible[(int)name]++;
        }

        if (names.Length == 1)
        {
            _certain[(int)names[0]]++;
        }
    }

    private void Finish(int opaque)
    {
        for (int i = 0; i < Count; i++)
        {
            _certain[i] /= opaque;
            _possible[i] /= opaque;
        }

        int best = Array.IndexOf(_certain, _certain.Max());
        bool alone = Enumerable.Range(0, Count).All(i => i == best || _certain[i] <= RivalUpTo);
        Name = _certain[best] >= TrueFrom && alone ? (ColourName)best : null;
    }
}
