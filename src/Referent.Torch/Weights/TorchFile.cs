using System.Buffers.Binary;
using System.Numerics;
using Referent.Formats;
using Referent.Formats.Pickle;
using Referent.Formats.Zip;

namespace Referent.Torch.Weights;

/// <summary>
/// A file that <c>torch.save</c> or <c>torch.jit.save</c> wrote: a pickle that describes tensors, and their storages beside it.
/// Source: torch/serialization.py. Differs: the pickle is read and never run.
/// </summary>
internal sealed class TorchFile : WeightFile
{
    /// <summary>Source: torch/serialization.py, MAGIC_NUMBER and PROTOCOL_VERSION of files from before version 1.6.</summary>
    private static readonly BigInteger LegacyMagic = BigInteger.Parse("119547037146038801333356", provider: null);

    /// <inheritdoc cref="LegacyMagic"/>
    private const long LegacyProtocol = 1001;

    /// <summary>
    /// Times that the tensors together may be larger than the storages they share. Chosen: networks that keep each tensor under several
    /// names need 4; a small file must not ask for any amount of memory.
    /// </summary>
    private const int MaxSharing = 8;

    private readonly MappedFile _file;
    private readonly Dictionary<string, TorchTensor> _tensors;
    private readonly Dictionary<string, TorchStorage> _storages;

    private TorchFile(string path, MappedFile file, object? root, Dictionary<string, TorchStorage> storages)
    {
        _file = file;
        _storages = storages;
        _tensors = TorchPickle.StateDict(root);
        Form = root is PickleObject ? "TorchScript archive" : "PyTorch state dict";
        Int128 total = 0;
        foreach ((string name, TorchTensor tensor) in _tensors)
        {
            if (!storages.TryGetValue(tensor.Key, out TorchStorage storage)
                || (Int128)(tensor.Start + tensor.Extent) * tensor.DType.SizeOf() > storage.Bytes)
            {
                throw new FormatException($"'{name}' is not all there: its storage '{tensor.Key}' is missing or too short");
            }

            total += (Int128)tensor.Count * tensor.DType.SizeOf();
        }

        if (total > (Int128)MaxSharing * FileLength.Of(path))
        {
            throw new FormatException($"its tensors would take {total} bytes, which is more than {MaxSharing} times the file");
        }

        Tensors = _tensors.ToDictionary(item => item.Key, item => (TensorInfo)item.Value, StringComparer.Ordinal);
    }

    public override IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    public override string Form { get; }

    /// <summary>Opens the zip archive that PyTorch 1.6 and later write.</summary>
    /// <exception cref="WeightFormatException">As <see cref="WeightFile.Open"/>.</exception>
    public static TorchFile OpenArchive(string path) => Guard(path, file =>
    {
        IReadOnlyList<ZipMember> members = ZipDirectory.Read(path);
        ZipMember pickle = members.FirstOrDefault(IsDataPickle)
            ?? throw new FormatException("the archive has no data.pkl; it is not PyTorch's");
        string folder = pickle.Name[..^"data.pkl".Length];
        if (members.FirstOrDefault(member => member.Name == $"{folder}byteorder") is { } order
            && !file.Bytes(order.Offset, Math.Min(order.Length, 8)).AsSpan().SequenceEqual("little"u8))
        {
            throw new FormatException("its numbers are not little-endian");
        }

        if (!pickle.IsStored || pickle.Length > TorchPickle.Limits.MaxBytes)
        {
            throw new FormatException($"its data.pkl is compressed, or has more than {TorchPickle.Limits.MaxBytes} bytes");
        }

        object? root = PickleReader.Read(file.Bytes(pickle.Offset, pickle.Length), TorchPickle.Limits, TorchPickle.Globals, out _);
        string data = $"{folder}data/";
        Dictionary<string, TorchStorage> storages = members
            .Where(member => member.IsStored && member.Name.StartsWith(data, StringComparison.Ordinal))
            .ToDictionary(member => member.Name[data.Length..], member => new TorchStorage(member.Offset, member.Length), StringComparer.Ordinal);
        return new TorchFile(path, file, root, storages);
    });

    /// <summary>Opens the sequence of pickles and storages that older PyTorch wrote.</summary>
    /// <exception cref="WeightFormatException">As <see cref="WeightFile.Open"/>.</exception>
    public static TorchFile OpenLegacy(string path) => Guard(path, file =>
    {
        // The storages, which are most of the file, stand behind the pickles.
        ReadOnlySpan<byte> head = file.Bytes(0, Math.Min(file.Length, TorchPickle.Limits.MaxBytes));
        int position = 0;
        object? magic = Next(head, ref position);
        object? protocol = Next(head, ref position);
        if (magic is not BigInteger number || number != LegacyMagic || protocol is not LegacyProtocol)
        {
            throw new FormatException("it is a pickle, but not of the kind that torch.save writes");
        }

        Next(head, ref position);
        object? root = Next(head, ref position);
        if (Next(head, ref position) is not List<object?> keys)
        {
            throw new FormatException("it does not list its storages");
        }

        return new TorchFile(path, file, root, LegacyStorages(file, position, keys, TorchPickle.ElementSizes(root)));
    });

    public override Tensor Read(string name)
    {
        TorchTensor tensor = _tensors[name];
        long offset = _storages[tensor.Key].Offset + (tensor.Start * tensor.DType.SizeOf());
        if (tensor.IsContiguous)
        {
            return _file.Read(offset, tensor.DType, tensor.Shape);
        }

        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(_file.Read(offset, tensor.DType, [tensor.Extent]).Strided(tensor.Shape, tensor.Strides).Contiguous());
    }

    protected override void Dispose(bool disposing) => _file.Dispose();

    private static TorchFile Guard(string path, Func<MappedFile, TorchFile> open)
    {
        MappedFile file = MappedFile.Open(path);
        try
        {
            return open(file);
        }
        catch (FormatException fault)
        {
            file.Dispose();
            throw new WeightFormatException($"{path}: {fault.Message}", fault);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether a member is the <c>data.pkl</c> of the archive's own folder.</summary>
    private static bool IsDataPickle(ZipMember member) =>
        member.Name.EndsWith("/data.pkl", StringComparison.Ordinal) && member.Name.Count(letter => letter == '/') == 1;

    private static object? Next(ReadOnlySpan<byte> bytes, ref int position)
    {
        object? value = PickleReader.Read(bytes[position..], TorchPickle.Limits, TorchPickle.Globals, out int length);
        position += length;
        return value;
    }

    private static Dictionary<string, TorchStorage> LegacyStorages(MappedFile file, long position, List<object?> keys, Dictionary<string, int> sizes)
    {
        Dictionary<string, TorchStorage> storages = new(StringComparer.Ordinal);
        foreach (object? item in keys)
        {
            if (item is not string key || !sizes.TryGetValue(key, out int size))
            {
                throw new FormatException("it holds a storage that its pickle does not speak of");
            }

            long count = position <= file.Length - 8 ? BinaryPrimitives.ReadInt64LittleEndian(file.Bytes(position, 8)) : -1;
            position += 8;
            if (count < 0 || count > (file.Length - position) / size || !storages.TryAdd(key, new TorchStorage(position, count * size)))
            {
                throw new FormatException($"its storage '{key}' is cut short, or there twice");
            }

            position += count * size;
        }

        return storages;
    }
}
