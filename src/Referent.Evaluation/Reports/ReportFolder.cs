using Referent.Evaluation.Reports.Html;

namespace Referent.Evaluation.Reports;

/// <summary>A folder with a report for machines, for text and for people: <c>report.json</c>, <c>report.md</c>, <c>report.html</c>.</summary>
public static class ReportFolder
{
    /// <summary>Makes the folder and writes the three files over older ones.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="report">The report.</param>
    /// <param name="cases">For the page; may be empty.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string folder, EvaluationReport report, IReadOnlyList<CaseGroup> cases)
    {
        Directory.CreateDirectory(folder);
        using (FileStream json = File.Create(Path.Combine(folder, "report.json")))
        {
            ReportJson.Write(json, report);
        }

        File.WriteAllText(Path.Combine(folder, "report.md"), ReportMarkdown.Render(report));
        using StreamWriter page = new(Path.Combine(folder, "report.html")) { NewLine = "\n" };
        ReportPage.Write(page, report, cases);
    }
}
