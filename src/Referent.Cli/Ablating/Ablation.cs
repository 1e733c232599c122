using System.Text.Json.Nodes;
using Referent.Cli.Evaluating;
using Referent.Cli.Labelling;
using Referent.Data.Refer;
using Referent.Evaluation;
using Referent.Evaluation.Reports;
using Referent.Formats;
using Referent.Presets;
using Referent.Training.Configuration;
using Referent.Training.Loop;
using Referent.Training.Tris;

namespace Referent.Cli.Ablating;

/// <summary>
/// Trains and evaluates rows of a table, seed after seed, so that every row has its first seed before any has its second. What is done is not
/// done again: a run that was stopped goes on, and a row with a report is passed over.
/// </summary>
/// <param name="plan">Validated.</param>
/// <param name="planFolder">Where the plan lies.</param>
/// <param name="paper">What the trainings are.</param>
/// <param name="output">The table's folder: <c>runs/RUN-SEED/</c>, <c>reports/ROW-SEED.json</c>, and what the reports answer.</param>
/// <param name="preset">Name or folder of the preset whose parts are frozen, also for rows without a training.</param>
internal sealed class Ablation(AblationPlan plan, string planFolder, AblatedPaper paper, string output, string preset)
{
    /// <summary>Decoding takes far less time than segmenting.</summary>
    private const int Workers = 2;

    /// <summary>Runs that need not be asked again: even one that is complete loads all its data first.</summary>
    private readonly HashSet<string> _complete = [];

    /// <summary>Where the report of a row is; a row without a training is the same for all seeds.</summary>
    public string ReportOf(AblationRow row, int seed) =>
        Path.Combine(output, "reports", row.Run is null ? $"{row.Name}.json" : $"{row.Name}-{seed}.json");

    /// <param name="rows">Some of the plan's.</param>
    /// <param name="seeds">Of the trainings, in this order.</param>
    /// <param name="data">What is trained on.</param>
    /// <param name="questions">What each row is evaluated by.</param>
    /// <param name="progress">Of the trainings.</param>
    /// <param name="stop">Ends a training after its step, an evaluation between two sentences.</param>
    /// <returns>Whether all rows have their reports.</returns>
    /// <exception cref="OperationCanceledException">It was stopped while it evaluated.</exception>
    /// <exception cref="RunDirectoryException">The folder's reports answer other questions, or its runs are of another configuration.</exception>
    public bool Run(
        IReadOnlyList<AblationRow> rows,
        IReadOnlyList<int> seeds,
        string data,
        QuestionSource questions,
        StepProgress progress,
        CancellationToken stop)
    {
        foreach (AblationRow row in rows.Where(row => row.Run is not null))
        {
            paper.Check(plan.ConfigOf(row.Run!, seed: 1, planFolder), row.Stage);
        }

        RefuseOtherRuns(rows, seeds);
        AskedQuestions.Of(questions, PresetFolder.Open(preset).Preset).Claim(output);
        foreach (int seed in seeds)
        {
            foreach (AblationRow row in rows.Where(row => !File.Exists(ReportOf(row, seed))))
            {
                string folder = preset;
                ResponseMapFile? maps = null;
                if (row.Run is { } name)
                {
                    JsonObject config = ConfigOf(name, seed);
                    string run = RunOf(name, seed);
                    RunOptions options = new() { OutputDirectory = run, Resume = true, Progress = progress, Notes = progress, Stop = stop };
                    if (!_complete.Contains(run))
                    {
                        progress.Report($"run {name}, seed {seed}: {run}");
                        if (!paper.Train(config, data, options))
                        {
                            return false;
                        }

                        _complete.Add(run);
                    }

                    folder = CopyPreset();
                    paper.Assemble(config, run, row.Stage, folder);
                    maps = paper.SelectMaps(run, row.Stage, preset, questions, Path.Combine(output, "maps", $"{row.Name}-{seed}"), stop);
                }

                using (maps)
                {
                    EvaluationTask task = questions.Begin();
                    string method = maps is null ? Segment(row, folder, task, stop) : ScoreSelectedMaps(row, maps, task);
                    Write(task.Evaluator.Finish() with { Method = $"row {row.Name}, {method}" }, ReportOf(row, seed));
                }
            }
        }

        return true;
    }

    private string RunOf(string name, int seed) => Path.Combine(output, "runs", $"{name}-{seed}");

    private JsonObject ConfigOf(string name, int seed)
    {
        JsonObject config = plan.ConfigOf(name, seed, planFolder);
        config["preset"] = preset;
        return config;
    }

    /// <summary>Rows that have a report are passed over, so their runs are looked at here.</summary>
    private void RefuseOtherRuns(IReadOnlyList<AblationRow> rows, IReadOnlyList<int> seeds)
    {
        foreach (string name in rows.Select(row => row.Run).OfType<string>().Distinct())
        {
            foreach (int seed in seeds)
            {
                string made = Path.Combine(RunOf(name, seed), RunSession.ConfigName);
                if (RunSession.HasBegun(RunOf(name, seed)) && File.Exists(made))
                {
                    JsonObject there = ConfigFile.Read(made);
                    there["preset"] = preset;
                    if (ConfigFile.Difference(paper.Resolve(there, made), paper.Resolve(ConfigOf(name, seed), $"run {name}")) is { } difference)
                    {
                        throw new RunDirectoryException(
                            $"{made} has {difference} as the plan has for run {name}; give the --set of before, or another --out.");
                    }
                }
            }
        }
    }

    /// <returns>What segmented.</returns>
    private string Segment(AblationRow row, string folder, EvaluationTask task, CancellationToken stop)
    {
        SegmenterOptions options = new() { Preset = folder, Method = SegmentationMethods.Parse(row.Method ?? paper.Method) };
        using Segmenter segmenter = Segmenter.Load(options);
        new EvaluationRun(segmenter, task, predictions: null).Run(Workers, new CountProgress($"row {row.Name}, pictures"), stop);
        return segmenter.Variant;
    }

    /// <summary>Scores the map of a ref for each of its sentences.</summary>
    /// <returns>What answered.</returns>
    private string ScoreSelectedMaps(AblationRow row, ResponseMapFile maps, EvaluationTask task)
    {
        foreach (PictureRefs picture in task.Open)
        {
            foreach (Ref reference in picture.Refs)
            {
                if (TrisLabelOptions.Predict(maps, reference.Id, picture.Picture.Size) is var (mask, peak))
                {
                    foreach (ReferSentence sentence in reference.Sentences)
                    {
                        task.Evaluator.Add(sentence.Id, mask, peak);
                    }
                }
            }
        }

        return $"{paper.Method}, {row.Stage}";
    }

    private static void Write(EvaluationReport report, string path)
    {
        SplitOptions.WriteFaults(report);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.Write(path, temporary =>
        {
            using FileStream stream = File.Create(temporary);
            ReportJson.Write(stream, report);
        });
    }

    /// <summary>A copy of the preset that one row's weights may be put into.</summary>
    private string CopyPreset()
    {
        string source = PresetFolder.Open(preset).FullPath, copy = Path.Combine(output, "preset");
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)), overwrite: true);
        }

        return copy;
    }
}
