namespace Vectorizer.Azure.Blobs;

/// <summary>A container could not be reached or made. The message says which, why, and what to do.</summary>
public sealed class AzureContainerException(string message, Exception? inner = null) : IOException(message, inner);
