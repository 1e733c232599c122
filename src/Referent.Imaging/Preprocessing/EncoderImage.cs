using Referent.Imaging.Geometry;

namespace Referent.Imaging.Preprocessing;

/// <summary>A picture as an encoder takes it.</summary>
/// <param name="Planes">Normalised, planar: index <c>(channel * height + y) * width + x</c> with the padded height and width of the plan.</param>
/// <param name="Plan">Converts points of the picture to the encoder's frame and back.</param>
public sealed record EncoderImage(float[] Planes, ResizePlan Plan);
