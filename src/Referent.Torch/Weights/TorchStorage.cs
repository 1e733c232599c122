namespace Referent.Torch.Weights;

/// <summary>Where the elements of tensors stand in a file.</summary>
/// <param name="Offset">Bytes from the start of the file.</param>
/// <param name="Bytes">How many there are.</param>
internal readonly record struct TorchStorage(long Offset, long Bytes);

/// <summary>A tensor as a pickle describes it: a view of a storage.</summary>
/// <param name="Key">The storage's name.</param>
/// <param name="Start">Elements from the storage's start.</param>
/// <param name="Strides">Elements from one index to the next, by axis.</param>
internal sealed record TorchTensor(DType DType, long[] Shape, string Key, long Start, long[] Strides) : TensorInfo(DType, Shape)
{
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Elements of the storage from the first to the last that the tensor uses.</summary>
    public long Extent => Count == 0 ? 0 : 1 + Shape.Zip(Strides, (size, stride) => (size - 1) * stride).Sum();

    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int axis = Shape.Length - 1; axis >= 0; axis--)
            {
                if (Shape[axis] != 1 && Strides[axis] != expected)
                {
                    return Count == 0;
                }

                expected *= Shape[axis];
            }

            return true;
        }
    }
}
