namespace Vectorizer.Engine.Benchmarks.Payloads;

internal static class PayloadSegments
{
    public static void Print(byte[][] p, int r, CancellationToken c)
    {
    }
}
