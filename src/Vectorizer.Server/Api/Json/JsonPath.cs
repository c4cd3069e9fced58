using System.Text;

namespace Vectorizer.Server.Api.Json;

/// <summary>Where a reader is in a body, kept so cheaply that it costs nothing until there is a fault to point at.</summary>
/// <remarks>A step is an index in an array, or the place in the body of the name of a member as it was sent.</remarks>
internal struct JsonPath
{
    private const int MaxNameLength = 64;

    private Steps _steps;
    private int _depth;

    /// <summary>Enters an object or array. The reader's own limit on depth keeps this within bounds.</summary>
    public void Push() => _steps[_depth++] = default;

    /// <summary>Leaves it.</summary>
    public void Pop() => _depth--;

    /// <summary>Moves to the next element of the array.</summary>
    public int MoveToNext()
    {
        ref Step step = ref _steps[_depth - 1];
        step.Length = -1;
        return step.Start++;
    }

    /// <summary>Moves to the member whose name lies in the body at <paramref name="start"/>.</summary>
    public void MoveTo(int start, int length) => _steps[_depth - 1] = new Step(start, length);

    /// <summary>The path as JSON pointer.</summary>
    public readonly string ToPointer(ReadOnlySpan<byte> body)
    {
        StringBuilder pointer = new();
        for (int depth = 0; depth < _depth; depth++)
        {
            Step step = _steps[depth];
            if (step.Length < 0)
            {
                pointer.Append('/').Append(step.Start - 1);
            }
            else if (step.Start > 0)
            {
                AppendMember(pointer, body.Slice(step.Start, step.Length));
            }
        }

        return pointer.ToString();
    }

    private static void AppendMember(StringBuilder pointer, ReadOnlySpan<byte> name)
    {
        // A pointer is there to be read: a name of a megabyte would hide the fault.
        bool cut = name.Length > MaxNameLength;
        string text = Encoding.UTF8.GetString(cut ? name[..MaxNameLength] : name);
        pointer.Append('/')
            .Append(text.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal))
            .Append(cut ? "…" : string.Empty);
    }

    /// <summary>
    /// A name's place in the body; or, with a length of −1, one more than the index of an element. Zero before the first
    /// of either: no name begins at the first byte of a body.
    /// </summary>
    private struct Step(int start, int length)
    {
        public int Start = start;
        public int Length = length;
    }

    [System.Runtime.CompilerServices.InlineArray(ApiLimits.JsonDepth)]
    private struct Steps
    {
        private Step _first;
    }
}
