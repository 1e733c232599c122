namespace Referent.Training.Tris;

/// <summary>Which learning rate a parameter of TRIS has.</summary>
public enum TrisParameterGroup
{
    /// <summary>A tenth: what CLIP's pretraining found.</summary>
    Encoder,

    /// <summary>The whole: what starts from nothing.</summary>
    Head,

    /// <summary>None.</summary>
    Constant,
}

/// <summary>The optimiser's groups, by state-dict name. Source: the official program of TRIS, train_stage1 and train_stage2.</summary>
public static class TrisParameterGroups
{
    /// <param name="name">A parameter of the first stage.</param>
    /// <param name="learnTemperature">Whether the temperature is learnt, as the paper says, or is in no group, as in the official program.</param>
    public static TrisParameterGroup OfStage1(string name, bool learnTemperature)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name == "logit_scale" && !learnTemperature ? TrisParameterGroup.Constant
            : name.StartsWith("backbone.", StringComparison.Ordinal) ? TrisParameterGroup.Encoder
            : TrisParameterGroup.Head;
    }

    /// <param name="name">A parameter of the second stage; tables of positions count as heads, those of the backbone too.</param>
    public static TrisParameterGroup OfStage2(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith("backbone.", StringComparison.Ordinal) && !name.Contains("positional_embedding", StringComparison.Ordinal)
            ? TrisParameterGroup.Encoder
            : TrisParameterGroup.Head;
    }
}
