namespace Referent.Imaging.Refinement;

/// <summary>How strongly pixels that are near, or near and of one colour, want one label. Deviations in pixels and grey levels.</summary>
public sealed record DenseCrfOptions
{
    /// <summary>Standard deviation of nearness alone.</summary>
    public float SmoothDeviation { get; init; } = 3;

    public float SmoothWeight { get; init; } = 3;

    /// <summary>Standard deviation of nearness of pixels that are also compared by colour.</summary>
    public float ColourReach { get; init; } = 50;

    /// <summary>Standard deviation of each of red, green and blue.</summary>
    public float ColourDeviation { get; init; } = 5;

    public float ColourWeight { get; init; } = 10;

    /// <summary>Mean-field iterations.</summary>
    public int Iterations { get; init; } = 10;

    /// <summary>For affinity labels. Source: IRNet, misc/imutils.py, crf_inference_label.</summary>
    public static DenseCrfOptions IrNet { get; } = new();

    /// <summary>For maps of CLIP-ES. Source: CLIP-ES, eval_cam_with_crf.py.</summary>
    public static DenseCrfOptions ClipEs { get; } = new() { SmoothDeviation = 1, ColourReach = 67, ColourDeviation = 3, ColourWeight = 4 };
}
