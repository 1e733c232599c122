using Referent.Imaging.Codecs;
using Referent.Torch;

namespace Referent.Cli;

/// <summary>Faults of one picture or text that the next need not have.</summary>
internal static class InputFault
{
    public static bool Is(Exception fault) =>
        fault is ImageFormatException or InvalidDataException or IOException or UnauthorizedAccessException
            or TorchException or OutOfMemoryException or DllNotFoundException;

    /// <summary>One line that does not repeat the file's name.</summary>
    public static string Describe(Exception fault, string path) => fault switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file.",
        OutOfMemoryException => "there is not enough memory for a picture of this size; shrink it.",
        _ => fault.Message.Split('\n')[0].Replace($"{path}: ", string.Empty, StringComparison.Ordinal),
    };
}
