namespace Referent.Data.Refer;

/// <summary>One way of saying which object is meant.</summary>
/// <param name="Id">The dataset's <c>sent_id</c>.</param>
/// <param name="Text">The <c>sent</c> field: cleaned and lower-cased by the dataset, not the raw input.</param>
public sealed record ReferSentence(long Id, string Text);

/// <summary>One referred object with its sentences, as the refs file has it.</summary>
/// <param name="Id">The dataset's <c>ref_id</c>.</param>
/// <param name="AnnotationId">The object among the annotations of <c>instances.json</c>.</param>
/// <param name="ImageId">COCO's image id.</param>
/// <param name="CategoryId">COCO's category id.</param>
/// <param name="Split">The split as written, such as <c>train</c> or <c>testA</c>.</param>
/// <param name="Sentences">At least one in the published datasets.</param>
public sealed record Ref(long Id, long AnnotationId, long ImageId, long CategoryId, string Split, IReadOnlyList<ReferSentence> Sentences);
