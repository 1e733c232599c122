using Referent.Torch;

namespace Referent.Models.Sam;

/// <summary>One image serves a run of prompts: images [B, ...] beside prompts [P, ...] with P a multiple of B.</summary>
internal static class Batches
{
    /// <summary>[B, ...] -> [count, ...], each slice count / B times in a row; the tensor itself where B is the count.</summary>
    public static Tensor Repeat(Tensor x, long count)
    {
        long b = x.Size(0);
        if (b == count)
        {
            return x;
        }

        using TensorScope scope = TensorScope.Begin();
        long[] tail = [.. x.Shape.Skip(1)];
        return scope.Keep(x.Unsqueeze(1).Expand([b, count / b, .. tail]).Reshape([count, .. tail]));
    }
}
