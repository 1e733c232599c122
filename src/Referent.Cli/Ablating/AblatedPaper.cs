using System.Text.Json.Nodes;
using Referent.Training;
using Referent.Training.Configuration;
using Referent.Training.Loop;
using Referent.Training.Ppt;
using Referent.Training.Tris;

namespace Referent.Cli.Ablating;

/// <summary>What the trainings of a paper's ablation are, and how one is put into a preset.</summary>
internal abstract class AblatedPaper
{
    /// <summary>Names as on the command line.</summary>
    public static IReadOnlyDictionary<string, AblatedPaper> ByName { get; } = new Dictionary<string, AblatedPaper> { ["ppt"] = new Ppt(), ["tris"] = new Tris() };

    /// <summary>How its rows segment.</summary>
    public abstract string Method { get; }

    /// <summary>Which metrics its table has.</summary>
    public abstract IReadOnlyList<string> Metrics { get; }

    /// <summary>Refuses what could not be trained, or not be looked at after a stage.</summary>
    /// <exception cref="ConfigException">A value is wrong, or there is no such stage.</exception>
    public abstract void Check(JsonObject config, string? stage);

    /// <summary>Trains, or goes on.</summary>
    /// <returns>Whether the run is complete.</returns>
    public abstract bool Train(JsonObject config, string data, RunOptions options);

    /// <summary>Puts what a complete run has learnt up to a stage into a preset.</summary>
    public abstract void Assemble(JsonObject config, string run, string? stage, string preset);

    private sealed class Ppt : AblatedPaper
    {
        public override string Method => "ppt";

        public override IReadOnlyList<string> Metrics => ["mIoU", "P@0.3", "P@0.5", "P@0.7"];

        public override void Check(JsonObject config, string? stage) => IndexOf(stage, Read(config));

        public override bool Train(JsonObject config, string data, RunOptions options) => PptTrainer.Run(Read(config), data, options);

        public override void Assemble(JsonObject config, string run, string? stage, string preset)
        {
            PptConfig read = Read(config);
            PresetAssembly.Write(preset, "ablation", clipRun: null, samRun: null, PptTrainer.StageFolder(run, IndexOf(stage, read), read));
        }

        private static int IndexOf(string? stage, PptConfig config)
        {
            string[] names = [.. config.Stages.Select(item => item.Name)];
            int index = stage is null ? names.Length - 1 : Array.IndexOf(names, stage);
            return index >= 0 ? index : throw new ConfigException($"There is no stage '{stage}' among {string.Join(", ", names)}.");
        }

        private static PptConfig Read(JsonObject config) => ConfigFile.Of<PptConfig>(config, "ablation");
    }

    private sealed class Tris : AblatedPaper
    {
        public override string Method => "tris";

        public override IReadOnlyList<string> Metrics => ["mIoU", "pointIt", "P@0.5", "pointM"];

        public override void Check(JsonObject config, string? stage)
        {
            Read(config).Validate();
            if (stage is not null)
            {
                throw new ConfigException($"The first stage of TRIS is one stage: there is no '{stage}' in it.");
            }
        }

        public override bool Train(JsonObject config, string data, RunOptions options) => TrisStage1Trainer.Run(Read(config), data, options);

        public override void Assemble(JsonObject config, string run, string? stage, string preset) =>
            PresetAssembly.Write(preset, "ablation", clipRun: null, samRun: null, pptRun: null, run);

        private static TrisStage1TrainingConfig Read(JsonObject config) => ConfigFile.Of<TrisStage1TrainingConfig>(config, "ablation");
    }
}
