using System.Runtime.CompilerServices;

namespace Vectorizer.Engine.Vectors;

/// <summary>The code of a row that is not quantized: the row itself.</summary>
internal readonly unsafe struct RowCodec<TDistance>(int stride) : IRowCodec<RowScorer<TDistance>>
    where TDistance : struct, IDistance
{
    public static bool LinksByRows => false;

    public int CodeBytes => stride * sizeof(float);

    public int StateBytes => 0;

    public void Encode(float* row, byte* code) => Unsafe.CopyBlock(code, row, (uint)CodeBytes);

    public RowScorer<TDistance> OfRow(float* row, byte* state) => new(row, stride);

    public RowScorer<TDistance> OfCode(byte* code, byte* state) => new((float*)code, stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Between(byte* x, byte* y) => TDistance.Between((float*)x, (float*)y, stride);
}
