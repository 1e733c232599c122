using Referent.Torch;
using Referent.Torch.Weights;

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

    /// <summary>Every parameter that learns with its rate, for the optimiser; the others stop recording gradients.</summary>
    /// <param name="weights">Of a stage.</param>
    /// <param name="groupOf">The group of each name.</param>
    /// <param name="encoderRate">What the learning rate is multiplied by for the pretrained part.</param>
    internal static IReadOnlyList<(string Name, Tensor Tensor, bool Decay, double Rate)> RatesOf(
        WeightStore weights, Func<string, TrisParameterGroup> groupOf, double encoderRate)
    {
        List<(string, Tensor, bool, double)> rates = [];
        foreach (string name in weights.ParameterNames)
        {
            TrisParameterGroup group = groupOf(name);
            weights.Tensors[name].RequiresGrad = group != TrisParameterGroup.Constant;
            if (group != TrisParameterGroup.Constant)
            {
                rates.Add((name, weights.Tensors[name], true, group == TrisParameterGroup.Encoder ? encoderRate : 1));
            }
        }

        return rates;
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
