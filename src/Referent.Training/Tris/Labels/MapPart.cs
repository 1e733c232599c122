using Referent.Torch;

namespace Referent.Training.Tris.Labels;

/// <summary>Maps of some pictures, gathered for a <see cref="ResponseMapFile"/>.</summary>
internal sealed class MapPart
{
    private readonly List<long> _refs = [];
    private readonly List<long> _sentences = [];
    private readonly List<float> _maps = [];
    private long _height;
    private long _width;

    public int Count => _refs.Count;

    /// <param name="refId">The ref.</param>
    /// <param name="sentenceId">The sentence whose map it is.</param>
    /// <param name="map">[h, w], of one size for all; borrowed.</param>
    public void Add(long refId, long sentenceId, Tensor map)
    {
        (_height, _width) = (map.Size(0), map.Size(1));
        _refs.Add(refId);
        _sentences.Add(sentenceId);
        _maps.AddRange(map.ToArray<float>());
    }

    /// <summary>Adds all maps of a file.</summary>
    public void AddAll(ResponseMapFile file)
    {
        for (int i = 0; i < file.Refs.Count; i++)
        {
            using TensorScope scope = TensorScope.Begin();
            Add(file.Refs[i], file.Sentences[i], file.Read(file.Refs[i]));
        }
    }

    public void Write(string path)
    {
        using TensorScope scope = TensorScope.Begin();
        ResponseMapFile.Write(path, Tensor.From([.. _maps], _refs.Count, _height, _width), _refs, _sentences);
    }
}
