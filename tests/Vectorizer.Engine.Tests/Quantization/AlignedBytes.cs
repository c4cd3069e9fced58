using System.Runtime.InteropServices;

namespace Vectorizer.Engine.Tests.Quantization;

/// <summary>Native bytes aligned to 64, as codes and states are.</summary>
internal sealed unsafe class AlignedBytes(int bytes) : IDisposable
{
    public byte* Bytes { get; } = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(1, bytes), 64);

    /// <summary>The bytes with a row in them, padded with zeros.</summary>
    public float* With(float[] row)
    {
        new Span<byte>(Bytes, bytes).Clear();
        row.CopyTo(new Span<float>(Bytes, bytes / sizeof(float)));
        return (float*)Bytes;
    }

    public void Dispose() => NativeMemory.AlignedFree(Bytes);
}
