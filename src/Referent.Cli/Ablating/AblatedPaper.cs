using System.Text.Json.Nodes;
using Referent.Training;
using Referent.Training.Configuration;
using Referent.Training.Loop;
using Referent.Training.Ppt;
using Referent.Training.Ppt.Data;
using Referent.Training.Tris;
using Referent.Training.Tris.Labels;

namespace Referent.Cli.Ablating;

/// <summary>What the trainings of a paper's ablation are, and how one is put into a preset.</summary>
internal abstract class AblatedPaper
{
    /// <summary>Names as on the command line.</summary>
    public static IReadOnlyDictionary<string, AblatedPaper> ByName { get; } = new Dictionary<string, AblatedPaper>
    {
        ["ppt"] = new Ppt(),
        ["tris"] = new Tris(),
    };

    /// <summary>How its rows segment.</summary>
    public abstract string Method { get; }

    /// <summary>Which metrics its table has.</summary>
    public abstract IReadOnlyList<string> Metrics { get; }

    /// <summary>Refuses what could not be trained, or not be looked at after a stage.</summary>
    /// <exception cref="ConfigException">A value is wrong, or there is no such stage.</exception>
    public abstract void Check(JsonObject config, string? stage);

    /// <summary>The configuration with every value, as runs keep it.</summary>
    /// <param name="config">What differs from the defaults.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <exception cref="ConfigException">A key is unknown, or a value has the wrong type.</exception>
    public abstract string Resolve(JsonObject config, string source);

    /// <summary>Trains, or goes on.</summary>
    /// <returns>Whether the run is complete.</returns>
    public abstract bool Train(JsonObject config, string data, RunOptions options);

    /// <summary>Puts what a complete run has learnt up to a stage into a preset.</summary>
    public abstract void Assemble(JsonObject config, string run, string? stage, string preset);

    /// <summary>
    /// Maps that answer to all sentences of a ref at once, where a row is about them; null where its rows segment sentence by sentence.
    /// </summary>
    /// <param name="run">Folder of a complete run.</param>
    /// <param name="stage">The row's.</param>
    /// <param name="preset">Whose parts are frozen.</param>
    /// <param name="questions">What is asked.</param>
    /// <param name="folder">Where the maps are kept.</param>
    /// <param name="stop">Ends the making with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The caller's.</returns>
    public virtual ResponseMapFile? SelectMaps(
        string run, string? stage, string preset, QuestionSource questions, string folder, CancellationToken stop) => null;

    private sealed class Ppt : AblatedPaper
    {
        /// <summary>Of the training before: runs of one pool compose its pictures once.</summary>
        private (PptPool Pool, string Data, PptDataset Dataset)? _composed;

        public override string Method => "ppt";

        public override IReadOnlyList<string> Metrics => ["mIoU", "P@0.3", "P@0.5", "P@0.7"];

        public override void Check(JsonObject config, string? stage)
        {
            PptConfig read = Read(config);
            read.Validate();
            IndexOf(stage, read);
        }

        public override string Resolve(JsonObject config, string source) => ConfigFile.Resolve(ConfigFile.Of<PptConfig>(config, source));

        public override bool Train(JsonObject config, string data, RunOptions options)
        {
            PptConfig read = Read(config);
            if (_composed is not { } known || known.Pool != read.Pool || known.Data != data)
            {
                _composed = known = (read.Pool, data, PptDataset.Load(read.Pool, data));
            }

            return PptTrainer.Run(read, data, known.Dataset, options);
        }

        public override void Assemble(JsonObject config, string run, string? stage, string preset)
        {
            PptConfig read = Read(config);
            PresetAssembly.Write(preset, "ablation", new PresetSources { Ppt = PptTrainer.StageFolder(run, IndexOf(stage, read), read) });
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
        /// <summary>After the maps of a ref's sentences have become one.</summary>
        private const string Selected = "prms";

        public override string Method => "tris";

        public override IReadOnlyList<string> Metrics => ["mIoU", "pointIt", "P@0.5", "pointM"];

        public override void Check(JsonObject config, string? stage)
        {
            Read(config).Validate();
            if (stage is not (null or Selected))
            {
                throw new ConfigException($"A row of TRIS is looked at after training, or after '{Selected}': there is no '{stage}'.");
            }
        }

        public override string Resolve(JsonObject config, string source) => ConfigFile.Resolve(ConfigFile.Of<TrisStage1TrainingConfig>(config, source));

        public override bool Train(JsonObject config, string data, RunOptions options) => TrisStage1Trainer.Run(Read(config), data, options);

        public override void Assemble(JsonObject config, string run, string? stage, string preset) =>
            PresetAssembly.Write(preset, "ablation", new PresetSources { TrisStage1 = run });

        public override ResponseMapFile? SelectMaps(
            string run, string? stage, string preset, QuestionSource questions, string folder, CancellationToken stop) =>
            stage == Selected ? SelectedMaps.Make(MapSource.OfRun(run, preset), questions, folder, stop) : null;

        private static TrisStage1TrainingConfig Read(JsonObject config) => ConfigFile.Of<TrisStage1TrainingConfig>(config, "ablation");
    }
}
