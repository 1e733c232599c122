using Referent.Torch;

namespace Referent.Models.Clip;

/// <summary>
/// Shows a picture to an image tower tile by tile, T x T squares of the tower's own size, and lays the tokens out as one grid. Things then
/// have the size in the tower's eyes that they had in training, and positions need no interpolation.
/// </summary>
public static class PictureTiles
{
    /// <param name="image">[B, 3, T S, T S]; borrowed.</param>
    /// <param name="tiles">T</param>
    /// <returns>[B T T, 3, S, S], the tiles of a picture one after another, row by row; the caller's.</returns>
    public static Tensor Cut(Tensor image, int tiles)
    {
        ArgumentNullException.ThrowIfNull(image);
        using TensorScope scope = TensorScope.Begin();
        (long b, long side) = (image.Size(0), image.Size(2) / tiles);
        return scope.Keep(image
            .Reshape(b, 3, tiles, side, tiles, side)
            .Permute(0, 2, 4, 1, 3, 5)
            .Reshape(b * tiles * tiles, 3, side, side));
    }

    /// <param name="tokens">[B T T, g g, D], patches of tiles as <see cref="Cut"/> orders them; borrowed.</param>
    /// <param name="tiles">T</param>
    /// <returns>[B, T g T g, D], rows of the whole grid one after another; the caller's.</returns>
    public static Tensor Join(Tensor tokens, int tiles)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        using TensorScope scope = TensorScope.Begin();
        (long grid, long d) = ((long)Math.Sqrt(tokens.Size(1)), tokens.Size(2));
        return scope.Keep(tokens
            .Reshape(-1, tiles, tiles, grid, grid, d)
            .Permute(0, 1, 3, 2, 4, 5)
            .Reshape(-1, tiles * grid * tiles * grid, d));
    }

    /// <summary>Undoes <see cref="Join"/>.</summary>
    /// <param name="tokens">[B, T g T g, D]; borrowed.</param>
    /// <param name="tiles">T</param>
    /// <returns>[B T T, g g, D]; the caller's.</returns>
    public static Tensor Split(Tensor tokens, int tiles)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        using TensorScope scope = TensorScope.Begin();
        (long grid, long d) = ((long)Math.Sqrt(tokens.Size(1)) / tiles, tokens.Size(2));
        return scope.Keep(tokens
            .Reshape(-1, tiles, grid, tiles, grid, d)
            .Permute(0, 1, 3, 2, 4, 5)
            .Reshape(-1, grid * grid, d));
    }

    /// <param name="tokens">[B, T g T g, D], from <see cref="Join"/>; borrowed.</param>
    /// <param name="tiles">T</param>
    /// <returns>[B, g g, D]: the mean of each square of T x T tokens; the caller's.</returns>
    public static Tensor Pool(Tensor tokens, int tiles)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        using TensorScope scope = TensorScope.Begin();
        long grid = (long)Math.Sqrt(tokens.Size(1)) / tiles;
        return scope.Keep(tokens
            .Reshape(tokens.Size(0), grid, tiles, grid, tiles, tokens.Size(2))
            .Mean([2, 4])
            .Reshape(tokens.Size(0), grid * grid, tokens.Size(2)));
    }

    /// <summary>Gives each of the tokens that <see cref="Pool"/> averages the same.</summary>
    /// <param name="tokens">[B, g g, D]; borrowed.</param>
    /// <param name="tiles">T</param>
    /// <returns>[B, T g T g, D]; the caller's.</returns>
    public static Tensor Spread(Tensor tokens, int tiles)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        using TensorScope scope = TensorScope.Begin();
        (long grid, long d) = ((long)Math.Sqrt(tokens.Size(1)), tokens.Size(2));
        return scope.Keep(tokens
            .Reshape(-1, grid, 1, grid, 1, d)
            .Expand(-1, grid, tiles, grid, tiles, d)
            .Reshape(-1, grid * tiles * grid * tiles, d));
    }
}
