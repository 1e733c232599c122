using Referent.Imaging.Geometry;
using Referent.Models.Clip;
using Referent.Models.Tris;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Training.Tris;

/// <summary>
/// The chosen response maps of a split in one file: those of the first stage at its own resolution, from which maps of the pictures' size follow
/// exactly. 400 bytes a referent at the published size, where the official program writes a file of up to 1.6 MB.
/// </summary>
public sealed class ResponseMapFile : IDisposable
{
    private static readonly string[] Names = ["maps", "refs", "sentences"];

    private readonly Tensor _maps;
    private readonly Dictionary<long, int> _index = [];

    private ResponseMapFile(Tensor maps, IReadOnlyList<long> refs, IReadOnlyList<long> sentences)
    {
        _maps = maps;
        Refs = refs;
        Sentences = sentences;
        for (int i = 0; i < refs.Count; i++)
        {
            _index.Add(refs[i], i);
        }
    }

    /// <summary>The ref of each map.</summary>
    public IReadOnlyList<long> Refs { get; }

    /// <summary>The sentence whose map was chosen, for each ref.</summary>
    public IReadOnlyList<long> Sentences { get; }

    /// <param name="path">The file to write; an existing one is replaced in one step.</param>
    /// <param name="maps">[N, h, w], Float32: responses before they are enlarged and rectified; borrowed.</param>
    /// <param name="refs">N ref ids, each once.</param>
    /// <param name="sentences">N ids of the chosen sentences.</param>
    /// <exception cref="ArgumentException">There are not as many of each.</exception>
    public static void Write(string path, Tensor maps, IReadOnlyList<long> refs, IReadOnlyList<long> sentences)
    {
        ArgumentNullException.ThrowIfNull(maps);
        ArgumentNullException.ThrowIfNull(refs);
        ArgumentNullException.ThrowIfNull(sentences);
        if (maps.Rank != 3 || maps.Size(0) != refs.Count || refs.Count != sentences.Count || refs.Distinct().Count() != refs.Count)
        {
            throw new ArgumentException(
                $"Maps are [N, h, w] of N different refs and N sentences, not {maps}, {refs.Count} and {sentences.Count}.", nameof(maps));
        }

        using TensorScope scope = TensorScope.Begin();
        Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal)
        {
            ["maps"] = maps,
            ["refs"] = Tensor.From([.. refs], refs.Count),
            ["sentences"] = Tensor.From([.. sentences], sentences.Count),
        };
        SafetensorsWriter.Write(path, tensors);
    }

    /// <exception cref="WeightFormatException">The file is malformed, or holds something else.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static ResponseMapFile Open(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        string[] missing = [.. Names.Where(name => !file.Header.Entries.ContainsKey(name))];
        if (missing.Length > 0)
        {
            throw new WeightFormatException($"{path} does not hold response maps: {string.Join(", ", missing)} missing.");
        }

        using TensorScope scope = TensorScope.Begin();
        long[] refs = file.Read("refs").ToArray<long>();
        long[] sentences = file.Read("sentences").ToArray<long>();
        Tensor maps = file.Read("maps");
        return maps.Rank == 3 && maps.Size(0) == refs.Length && sentences.Length == refs.Length
            ? new ResponseMapFile(TensorScope.Detach(maps), refs, sentences)
            : throw new WeightFormatException(
                $"{path} has maps {maps}, {refs.Length} refs and {sentences.Length} sentences; as many of each were expected.");
    }

    public bool Contains(long refId) => _index.ContainsKey(refId);

    /// <summary>The map of a ref.</summary>
    /// <returns>[h, w]; the caller's.</returns>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Tensor Read(long refId) => _index.TryGetValue(refId, out int at)
        ? _maps.Select(0, at)
        : throw new KeyNotFoundException($"There is no response map of ref {refId} among {Refs.Count}.");

    /// <summary>The map of a ref as the first stage answers in evaluation: rectified, at the picture's size, at most 1.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public ResponseMap Read(long refId, ImageSize picture)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor map = Read(refId);
        (long height, long width) = (map.Size(0) * ClipResNetConfig.Stride, map.Size(1) * ClipResNetConfig.Stride);
        return ResponseMap.Create(TrisStage1.Rectify(map.Reshape(1, 1, map.Size(0), map.Size(1)), height, width).Reshape(height, width), picture);
    }

    public void Dispose() => _maps.Dispose();
}
