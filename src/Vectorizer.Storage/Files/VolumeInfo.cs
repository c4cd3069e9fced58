namespace Vectorizer.Storage.Files;

/// <summary>The file system under a directory.</summary>
/// <param name="TypeName">For messages, such as <c>tmpfs</c> or a number in hexadecimal.</param>
/// <param name="IsVolatile">Whether it lives in memory, so that a sync promises nothing.</param>
/// <param name="FreeBytes">Bytes that this process may still use.</param>
/// <param name="TotalBytes">Bytes it has in all.</param>
public readonly record struct VolumeInfo(string TypeName, bool IsVolatile, long FreeBytes, long TotalBytes);
