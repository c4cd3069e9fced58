using System.Runtime.InteropServices;

namespace Vectorizer.Engine.Segments;

/// <summary>When its reader was opened, as an epoch of <see cref="ReaderEpochs"/>; 0 while the reader is closed.</summary>
/// <remarks>Two cache lines of its own: readers on other processors write theirs at every search.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal sealed class ReaderPin
{
    [FieldOffset(56)]
    public long Epoch;
}
