using Referent.Torch;

namespace Referent.Models.Tris;

/// <summary>Lets what was seen and what was said change each other before they are compared. Source: TRIS, section 3.2.</summary>
internal interface IBilateralPrompt
{
    /// <summary>Weight of either prompt beside what it is added to. Source: TRIS, section 4.1, alpha and beta.</summary>
    const double Share = 0.1;

    /// <param name="image">[B, C, h, w], unit vectors along C.</param>
    /// <param name="texts">[B or 1, N, C], unit vectors.</param>
    /// <param name="context">Whether the texts of an image see each other.</param>
    /// <returns>[B, N, hw]: the product of every prompted place with every prompted text.</returns>
    Tensor Correlate(Tensor image, Tensor texts, TextContext context);
}
