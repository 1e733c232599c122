using Referent.Torch.Interop;

namespace Referent.Torch;

/// <summary>Views, joins and selections.</summary>
public sealed partial class Tensor
{
    /// <summary>c10::MemoryFormat::ChannelsLast</summary>
    private const long ChannelsLastFormat = 2;

    private static readonly Operator ReshapeOperator = new("aten::reshape");
    private static readonly Operator PermuteOperator = new("aten::permute");
    private static readonly Operator TransposeOperator = new("aten::transpose", "int");
    private static readonly Operator StridedOperator = new("aten::as_strided");
    private static readonly Operator ContiguousOperator = new("aten::contiguous");
    private static readonly Operator UnsqueezeOperator = new("aten::unsqueeze");
    private static readonly Operator SqueezeOperator = new("aten::squeeze", "dim");
    private static readonly Operator ExpandOperator = new("aten::expand");
    private static readonly Operator RepeatOperator = new("aten::repeat");
    private static readonly Operator CatOperator = new("aten::cat");
    private static readonly Operator StackOperator = new("aten::stack");
    private static readonly Operator NarrowOperator = new("aten::narrow");
    private static readonly Operator SelectOperator = new("aten::select", "int");
    private static readonly Operator IndexSelectOperator = new("aten::index_select");
    private static readonly Operator GatherOperator = new("aten::gather");
    private static readonly Operator FlipOperator = new("aten::flip");
    private static readonly Operator TriuOperator = new("aten::triu");
    private static readonly Operator UnbindOperator = new("aten::unbind", "int");
    private static readonly Operator RepeatInterleaveOperator = new("aten::repeat_interleave", "self_int");

    /// <summary>aten::cat along <paramref name="dim"/>.</summary>
    public static Tensor Cat(Tensor[] tensors, int dim) => CatOperator.Call(tensors, dim);

    /// <summary>aten::stack along a new axis <paramref name="dim"/>.</summary>
    public static Tensor Stack(Tensor[] tensors, int dim) => StackOperator.Call(tensors, dim);

    /// <summary>aten::reshape; one size may be -1.</summary>
    public Tensor Reshape(params long[] shape) => ReshapeOperator.Call(this, shape);

    /// <summary>aten::permute</summary>
    public Tensor Permute(params long[] dims) => PermuteOperator.Call(this, dims);

    /// <summary>aten::transpose.int</summary>
    public Tensor Transpose(int first, int second) => TransposeOperator.Call(this, first, second);

    /// <summary>aten::as_strided: a view of this tensor's memory by any strides, in elements; the caller has checked that it stays inside.</summary>
    internal Tensor Strided(long[] shape, long[] strides) => StridedOperator.Call(this, shape, strides);

    /// <summary>aten::contiguous</summary>
    public Tensor Contiguous() => ContiguousOperator.Call(this);

    /// <summary>
    /// aten::contiguous of [B, C, H, W] with the channels of a pixel side by side in memory; the same values. What convolutions, batch norms and
    /// pools make of it lies so, too, and on a CPU they are faster with it.
    /// </summary>
    public Tensor ChannelsLast() => ContiguousOperator.Call(this, ChannelsLastFormat);

    /// <summary>aten::unsqueeze</summary>
    public Tensor Unsqueeze(int dim) => UnsqueezeOperator.Call(this, dim);

    /// <summary>aten::squeeze.dim</summary>
    public Tensor Squeeze(int dim) => SqueezeOperator.Call(this, dim);

    /// <summary>aten::expand; -1 keeps a size. No memory is copied.</summary>
    public Tensor Expand(params long[] shape) => ExpandOperator.Call(this, shape);

    /// <summary>aten::repeat: tiles a copy.</summary>
    public Tensor Repeat(params long[] times) => RepeatOperator.Call(this, times);

    /// <summary>aten::repeat_interleave.self_int: each slice along <paramref name="dim"/> <paramref name="times"/> times in a row.</summary>
    public Tensor RepeatInterleave(long times, int dim) => RepeatInterleaveOperator.Call(this, times, dim);

    /// <summary>aten::narrow: <paramref name="length"/> slices from <paramref name="start"/> along <paramref name="dim"/>; a view.</summary>
    public Tensor Narrow(int dim, long start, long length) => NarrowOperator.Call(this, dim, start, length);

    /// <summary>aten::select.int: one slice; the axis goes away; a view.</summary>
    public Tensor Select(int dim, long index) => SelectOperator.Call(this, dim, index);

    /// <summary>aten::index_select: the slices named by <paramref name="index"/> (Int64, rank 1).</summary>
    public Tensor IndexSelect(int dim, Tensor index) => IndexSelectOperator.Call(this, dim, index);

    /// <summary>aten::gather</summary>
    public Tensor Gather(int dim, Tensor index) => GatherOperator.Call(this, dim, index);

    /// <summary>aten::flip</summary>
    public Tensor Flip(params long[] dims) => FlipOperator.Call(this, dims);

    /// <summary>aten::triu: zero below the given diagonal.</summary>
    public Tensor UpperTriangle(int diagonal) => TriuOperator.Call(this, diagonal);

    /// <summary>aten::unbind.int: all slices along <paramref name="dim"/>; views.</summary>
    public Tensor[] Unbind(int dim) => UnbindOperator.CallList(this, dim);
}
