namespace Vectorizer.Engine.Tests.Kernels;

/// <summary>Makes vectors that are hard to sum.</summary>
internal static class VectorValues
{
    public static void Fill(Values values, Random random, Span<float> x, Span<float> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            (x[i], y[i]) = values switch
            {
                Values.Usual => (Signed(random), Signed(random)),
                Values.Denormal => (Signed(random) * 1e-38f, Signed(random) * 1e-42f),
                Values.Huge => (Signed(random) * float.MaxValue, i % 3 == 0 ? 1e38f : -1e38f),
                Values.SignedZero => (random.Next(2) == 0 ? 0f : -0f, random.Next(2) == 0 ? 0f : -0f),
                Values.Cancelling => (i % 3) switch
                {
                    0 => (1e6f, Signed(random)),
                    1 => (-1e6f, y[i - 1]),
                    _ => (1e-3f, Signed(random)),
                },
                Values.AllMagnitudes => (AnyFinite(random), AnyFinite(random)),
                _ => throw new ArgumentOutOfRangeException(nameof(values), values, message: null),
            };
        }
    }

    private static float Signed(Random random) => (random.NextSingle() * 2) - 1;

    private static float AnyFinite(Random random)
    {
        while (true)
        {
            float value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            if (float.IsFinite(value))
            {
                return value;
            }
        }
    }
}
