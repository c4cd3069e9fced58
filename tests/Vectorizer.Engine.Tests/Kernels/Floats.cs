using System.Runtime.InteropServices;

namespace Vectorizer.Engine.Tests.Kernels;

/// <summary>Native memory for one vector that may start at any of sixteen places after a 64-byte boundary.</summary>
internal sealed unsafe class Floats(int length) : IDisposable
{
    private const int Margin = 16;

    private readonly float* _memory = (float*)NativeMemory.AlignedAlloc((nuint)(length + (3 * Margin)) * sizeof(float), 64);

    /// <summary>Where a vector starts whose address is <paramref name="alignment"/> floats after a boundary.</summary>
    public float* At(int alignment) => _memory + Margin + alignment;

    /// <summary>The whole vector that starts there.</summary>
    public Span<float> Span(float* start) => new(start, length);

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
