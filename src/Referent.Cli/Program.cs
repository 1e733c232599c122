using System.CommandLine;

namespace Referent.Cli;

/// <summary>The command line: one subcommand per file beside this one.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        RootCommand root = new("Referent: an image and a phrase in, the mask of what the phrase refers to out.");
        return root.Parse(arguments).Invoke();
    }
}
