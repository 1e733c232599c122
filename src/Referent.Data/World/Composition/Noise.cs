using Referent.Imaging.Geometry;

namespace Referent.Data.World.Composition;

/// <summary>Smooth random fields.</summary>
internal static class Noise
{
    /// <summary>
    /// Value noise summed over octaves: lattices of random numbers, interpolated smoothly, each octave with half the cell and its share.
    /// </summary>
    /// <param name="random">The stream that fills the lattices.</param>
    /// <param name="size">Of the field.</param>
    /// <param name="cell">Side of the coarsest cell in pixels.</param>
    /// <param name="octaves">How many lattices; the cells stay at least 2 pixels wide.</param>
    /// <param name="persistence">Amplitude of an octave relative to the coarser one.</param>
    /// <returns>Row-major, values in [-1, 1].</returns>
    public static float[] Fractal(WorldRandom random, ImageSize size, int cell, int octaves, double persistence)
    {
        float[] field = new float[size.PixelCount];
        double amplitude = 1;
        double total = 0;
        for (int i = 0; i < octaves && cell >= 2; i++, cell /= 2, amplitude *= persistence)
        {
            AddOctave(field, random, size, cell, (float)amplitude);
            total += amplitude;
        }

        float scale = (float)(1 / total);
        for (int i = 0; i < field.Length; i++)
        {
            field[i] *= scale;
        }

        return field;
    }

    private static void AddOctave(float[] field, WorldRandom random, ImageSize size, int cell, float amplitude)
    {
        int columns = (size.Width / cell) + 2;
        int rows = (size.Height / cell) + 2;
        float[] lattice = new float[columns * rows];
        for (int i = 0; i < lattice.Length; i++)
        {
            lattice[i] = (float)((2 * random.NextDouble()) - 1) * amplitude;
        }

        float[] blend = new float[cell];
        for (int i = 0; i < cell; i++)
        {
            float t = (i + 0.5f) / cell;
            blend[i] = t * t * (3 - (2 * t));
        }

        float[] line = new float[columns];
        for (int y = 0; y < size.Height; y++)
        {
            int top = y / cell * columns;
            float fy = blend[y % cell];
            for (int i = 0; i < columns; i++)
            {
                line[i] = lattice[top + i] + ((lattice[top + columns + i] - lattice[top + i]) * fy);
            }

            int at = y * size.Width;
            for (int x = 0; x < size.Width; x += cell)
            {
                float left = line[x / cell];
                float slope = line[(x / cell) + 1] - left;
                int end = Math.Min(cell, size.Width - x);
                for (int k = 0; k < end; k++)
                {
                    field[at + x + k] += left + (slope * blend[k]);
                }
            }
        }
    }
}
