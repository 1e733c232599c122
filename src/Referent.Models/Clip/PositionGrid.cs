using System.Diagnostics;
using Referent.Torch;

namespace Referent.Models.Clip;

/// <summary>Position embeddings of a class token and a square grid, for whatever grid a picture has.</summary>
internal sealed class PositionGrid(Tensor positions, int side)
{
    /// <param name="height">Rows of the picture's grid.</param>
    /// <param name="width">Columns of the picture's grid.</param>
    /// <param name="interpolation">How to get there where the grid is another.</param>
    /// <returns>[1 + height * width, D], the class token first.</returns>
    public Tensor For(long height, long width, PositionInterpolation interpolation)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor resized = height == side && width == side ? positions : Resize(height, width, interpolation);
        return scope.Keep(interpolation == PositionInterpolation.ClipEs ? resized.To(DType.Float16).To(DType.Float32) : resized);
    }

    private Tensor Resize(long height, long width, PositionInterpolation interpolation)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor grid = positions.Narrow(0, 1, positions.Size(0) - 1)
            .Transpose(0, 1)
            .Reshape(1, -1, side, side);                                            // [1, D, g, g]
        Tensor resized = interpolation switch
        {
            PositionInterpolation.ClipSurgery or PositionInterpolation.ClipEs => grid.ResizeBilinear(height, width),
            PositionInterpolation.OpenClip => grid.ResizeBicubicAntialias(height, width),
            _ => throw new UnreachableException("the towers refuse other sizes where no interpolation is named"),
        };                                                                          // [1, D, h, w]
        Tensor rows = resized.Reshape(-1, height * width).Transpose(0, 1);          // [hw, D]
        return scope.Keep(Tensor.Cat([positions.Narrow(0, 0, 1), rows], 0));
    }
}
