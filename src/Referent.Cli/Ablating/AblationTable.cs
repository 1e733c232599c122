using System.Globalization;
using System.Text;
using Referent.Evaluation;
using Referent.Evaluation.Reports;

namespace Referent.Cli.Ablating;

/// <summary>The table of an ablation as Markdown: means over seeds with the paper's numbers, and differences with their intervals.</summary>
/// <param name="plan">Validated.</param>
/// <param name="metrics">The columns.</param>
internal sealed class AblationTable(AblationPlan plan, IReadOnlyList<string> metrics)
{
    /// <param name="reports">Of each row that is done, one per seed.</param>
    public string Render(IReadOnlyDictionary<string, IReadOnlyList<ReportFile>> reports)
    {
        ReportFile any = reports.Values.First()[0];
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{any.Subject}: {any.Samples.Count} sentences, {any.Metrics["images"]} images. ");
        text.Append("Percent; means over seeds, of mIoU also the lowest and the highest.\n\n");
        text.Append($"| row | setting | seeds | {string.Join(" | ", metrics)} | lowest to highest | paper: {string.Join(" | ", metrics)} |\n");
        text.Append($"|---|---|---:|{Repeat("---:|", metrics.Count)}---|{Repeat("---:|", metrics.Count)}\n");
        foreach (AblationRow row in plan.Rows.Where(row => reports.ContainsKey(row.Name)))
        {
            IReadOnlyList<ReportFile> seeds = reports[row.Name];
            double[] means = [.. seeds.Select(report => report.Metrics["mIoU"])];
            string range = seeds.Count > 1 ? $"{Percent(means.Min())} to {Percent(means.Max())}" : string.Empty;
            text.Append(CultureInfo.InvariantCulture, $"| {row.Name} | {row.Setting} | {(row.Run is null ? string.Empty : seeds.Count)} | ");
            text.Append($"{string.Join(" | ", metrics.Select(metric => Percent(seeds.Average(report => report.Metrics[metric]))))} | {range} | ");
            IEnumerable<string> published = metrics.Select(metric =>
                row.Published.TryGetValue(metric, out double value) ? value.ToString("0.00", CultureInfo.InvariantCulture) : string.Empty);
            text.Append($"{string.Join(" | ", published)} |\n");
        }

        IReadOnlyList<string>[] pairs = [.. plan.Better.Where(pair => pair.All(reports.ContainsKey))];
        if (pairs.Length > 0)
        {
            text.Append("\n| difference | mIoU points | 95 % interval, images resampled | |\n|---|---:|---|---|\n");
            foreach (IReadOnlyList<string> pair in pairs)
            {
                var compared = PairedComparison.Of(ReportFile.Mean(reports[pair[1]]), ReportFile.Mean(reports[pair[0]]));
                string verdict = compared.Interval.Low > 0 ? "better" : compared.Interval.High < 0 ? "worse" : "not told apart";
                string interval = $"{Percent(compared.Interval.Low)} to {Percent(compared.Interval.High)}";
                text.Append($"| {pair[0]} less {pair[1]} | {Percent(compared.Difference)} | {interval} | {verdict} |\n");
            }
        }

        return text.ToString();
    }

    private static string Percent(double fraction) => (100 * fraction).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
