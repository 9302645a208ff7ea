import { create } from 'zustand'

/** Whether the receipt of the last stop is open. */
export const useReceiptDialog = create<{ readonly open: boolean }>(() => ({ open: false }))

export function openReceipt(): void {
  useReceiptDialog.setState({ open: true })
}

export function closeReceipt(): void {
  useReceiptDialog.setState({ open: false })
}
