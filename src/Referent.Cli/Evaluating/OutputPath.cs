namespace Referent.Cli.Evaluating;

/// <summary>Where results go. It is made sure of before long work, and a message names the option that is wrong.</summary>
internal static class OutputPath
{
    /// <summary>Makes the folder of a file and makes sure that the file can be written; one that is there keeps what it holds.</summary>
    /// <exception cref="ArgumentException">It cannot be written.</exception>
    public static void RequireFile(string option, FileInfo? file)
    {
        if (file is null)
        {
            return;
        }

        Require(option, file.FullName, () =>
        {
            if (Directory.Exists(file.FullName))
            {
                throw new IOException("it is a folder; name a file");
            }

            MakeFolder(file.DirectoryName!);
            bool isNew = !File.Exists(file.FullName);
            file.Open(FileMode.OpenOrCreate, FileAccess.Write).Dispose();
            if (isNew)
            {
                file.Delete();
            }
        });
    }

    /// <summary>Makes a folder and makes sure that files can be written in it.</summary>
    /// <exception cref="ArgumentException">It cannot be made.</exception>
    public static void RequireFolder(string option, DirectoryInfo? folder)
    {
        if (folder is not null)
        {
            Require(option, folder.FullName, () =>
            {
                MakeFolder(folder.FullName);
                string probe = Path.Combine(folder.FullName, Path.GetRandomFileName());
                File.Create(probe).Dispose();
                File.Delete(probe);
            });
        }
    }

    /// <summary>Writes what was made sure of earlier; a disk may be full by now.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string option, string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{option} {path} cannot be written: {fault.Message}");
        }
    }

    private static void MakeFolder(string path)
    {
        for (string? part = path; part is not null; part = Path.GetDirectoryName(part))
        {
            if (File.Exists(part))
            {
                throw new IOException($"{part} is a file; name a folder");
            }
        }

        Directory.CreateDirectory(path);
    }

    private static void Require(string option, string path, Action make)
    {
        try
        {
            make();
        }
        catch (UnauthorizedAccessException)
        {
            throw new ArgumentException($"{option} {path} cannot be written: there is no permission to.");
        }
        catch (IOException fault)
        {
            throw new ArgumentException($"{option} {path} cannot be written: {fault.Message.TrimEnd('.')}.");
        }
    }
}
