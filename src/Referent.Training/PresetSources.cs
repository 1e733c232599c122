using Referent.Training.Foundations;
using Referent.Training.Ppt;
using Referent.Training.Tris;

namespace Referent.Training;

/// <summary>Where parts of a preset are taken from: folders of complete runs, or presets by name or folder. A part without a source stays.</summary>
public sealed record PresetSources
{
    /// <summary>A run of <see cref="ClipTrainer"/>, or a preset, whose localisers are taken too.</summary>
    public string? Clip { get; init; }

    /// <summary>A run of <see cref="SamTrainer"/>, or a preset.</summary>
    public string? Sam { get; init; }

    /// <summary>A run of <see cref="PptTrainer"/>, trained on the CLIP and SAM that the preset has then.</summary>
    public string? Ppt { get; init; }

    /// <summary>A run of <see cref="TrisStage1Trainer"/>, or a preset; a second stage, which has learnt from another first one, goes.</summary>
    public string? TrisStage1 { get; init; }

    /// <summary>A run of <see cref="TrisStage2Trainer"/>, or a preset; a first stage of other words or sizes goes.</summary>
    public string? TrisStage2 { get; init; }
}
