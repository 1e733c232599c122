using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Referent.Training.Ppt.Data;

/// <summary>
/// The frozen features of a pool of pictures in one file of Float16 records, written once and memory-mapped after. The file's name is
/// the hash of everything that the features depend on; a file that was not finished is begun again.
/// </summary>
public sealed class FeatureFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _length;

    private FeatureFile(string path, int length, int count)
    {
        _length = length;
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, (long)length * count * sizeof(ushort), MemoryMappedFileAccess.Read);
    }

    /// <param name="path">The file; made where it is missing or has another size.</param>
    /// <param name="length">Elements of a record.</param>
    /// <param name="count">Number of records.</param>
    /// <param name="make">Writes the records of a range, first and count, one after another.</param>
    /// <param name="batch">Records made at a time.</param>
    /// <param name="stop">Ends the making early with <see cref="OperationCanceledException"/>.</param>
    public static FeatureFile OpenOrMake(string path, int length, int count, Action<int, int, Half[]> make, int batch, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(make);
        long bytes = (long)length * count * sizeof(ushort);
        if (!File.Exists(path) || new FileInfo(path).Length != bytes)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            string temporary = $"{path}.{Environment.ProcessId}.tmp";
            try
            {
                Write(temporary, length, count, make, batch, stop);
                File.Move(temporary, path, overwrite: true);
            }
            finally
            {
                File.Delete(temporary);
            }
        }

        return new FeatureFile(path, length, count);
    }

    /// <summary>Copies part of a record.</summary>
    /// <param name="record">Which record.</param>
    /// <param name="start">First element in it.</param>
    /// <param name="destination">Filled.</param>
    public unsafe void Read(int record, int start, Span<Half> destination)
    {
        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        try
        {
            Half* source = (Half*)(pointer + _view.PointerOffset) + ((long)record * _length) + start;
            new ReadOnlySpan<Half>(source, destination.Length).CopyTo(destination);
        }
        finally
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private static void Write(string path, int length, int count, Action<int, int, Half[]> make, int batch, CancellationToken stop)
    {
        using FileStream stream = new(path, FileMode.Create, FileAccess.Write);
        for (int first = 0; first < count; first += batch)
        {
            stop.ThrowIfCancellationRequested();
            int taken = Math.Min(batch, count - first);
            Half[] records = new Half[taken * length];
            make(first, taken, records);
            stream.Write(MemoryMarshal.AsBytes(records.AsSpan()));
        }

        stream.Flush(flushToDisk: true);
    }
}
