using Referent.Data.World.Corpora;
using Referent.Data.World.Language;
using Referent.Formats.Pickle;

namespace Referent.Data.World.Output;

/// <summary>Writes the refs of one dataset, scene by scene, as REFER's <c>refs(referent).p</c>.</summary>
/// <remarks>Source: the refs files of RefCOCO. Differs: none in keys and types; file names end in the ref's number.</remarks>
internal sealed class RefsWriter : IDisposable
{
    public const string FileName = "refs(referent).p";

    private readonly int _dataset;
    private readonly PickleWriter _pickle;
    private int _nextRef;
    private int _nextSentence;

    /// <param name="path">The file to write.</param>
    /// <param name="dataset">Which of the scenes' lists of referents is written.</param>
    public RefsWriter(string path, int dataset)
    {
        _dataset = dataset;
        _pickle = new PickleWriter(File.Create(path));
        _pickle.BeginList();
    }

    public void Add(ScenePicture scene)
    {
        foreach (ReferredObject referent in scene.Referents[_dataset])
        {
            Write(scene, referent);
        }
    }

    /// <summary>Ends the list; without it the file is refused by readers.</summary>
    public void Complete() => _pickle.End();

    public void Dispose() => _pickle.Dispose();

    private void Write(ScenePicture scene, ReferredObject referent)
    {
        int refId = _nextRef++;
        _pickle.BeginDictionary();
        Number("ref_id", refId);
        Number("ann_id", SceneNames.AnnotationId(scene.Index, referent.Target.Index));
        Number("category_id", SceneNames.CategoryId(referent.Target.Class.Index));
        Number("image_id", SceneNames.ImageId(scene.Index));
        Text("file_name", $"{SceneNames.Stem(scene.Index)}_{refId}.jpg");
        Text("split", scene.Split);
        _pickle.Key("sent_ids");
        _pickle.BeginList();
        for (int i = 0; i < referent.Sentences.Count; i++)
        {
            _pickle.Write(_nextSentence + i);
        }

        _pickle.End();
        _pickle.Key("sentences");
        _pickle.BeginList();
        foreach (Sentence sentence in referent.Sentences)
        {
            Write(sentence, _nextSentence++);
        }

        _pickle.End();
        _pickle.End();
    }

    private void Write(Sentence sentence, int sentenceId)
    {
        _pickle.BeginDictionary();
        Number("sent_id", sentenceId);
        Text("sent", sentence.Text);
        Text("raw", sentence.Raw);
        _pickle.Key("tokens");
        _pickle.BeginList();
        foreach (string token in sentence.Text.Split(' '))
        {
            _pickle.Write(token);
        }

        _pickle.End();
        _pickle.End();
    }

    private void Number(string key, long value)
    {
        _pickle.Key(key);
        _pickle.Write(value);
    }

    private void Text(string key, string value)
    {
        _pickle.Key(key);
        _pickle.Write(value);
    }
}
